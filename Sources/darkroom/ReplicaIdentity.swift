#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Which of several replicas this process is.
enum ReplicaIdentity {
    /// Name of its pod, or of its machine.
    static var name: String {
        ProcessInfo.processInfo.environment["POD_NAME"] ?? ProcessInfo.processInfo.hostName
    }

    /// The name tells people which replica leads; the random part keeps a restarted container from taking its
    /// predecessor's lease for its own.
    static func unique() -> String { "\(name)_\(UUID().uuidString.prefix(8).lowercased())" }
}
