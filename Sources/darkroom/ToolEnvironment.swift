#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The settings that tools read from the process's environment.
enum ToolEnvironment {
    static var variables: [String: String] { ProcessInfo.processInfo.environment }

    /// PEM file of authorities to trust in addition to the system's own, in the variable that AWS's tools use.
    static var certificateAuthorities: String? {
        variables["AWS_CA_BUNDLE"].flatMap { $0.isEmpty ? nil : $0 }
    }
}
