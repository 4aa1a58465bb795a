#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Identifies this replica of a process.
enum ReplicaIdentity {
    /// Name of the pod, or of the machine.
    static var name: String {
        ProcessInfo.processInfo.environment["POD_NAME"] ?? ProcessInfo.processInfo.hostName
    }

    /// The name shows which replica leads; the random part keeps a restarted container from treating its
    /// predecessor's lease as its own.
    static func unique() -> String { "\(name)_\(UUID().uuidString.prefix(8).lowercased())" }
}
