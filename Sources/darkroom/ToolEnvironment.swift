#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What tools get from the process's environment.
enum ToolEnvironment {
    static var variables: [String: String] { ProcessInfo.processInfo.environment }

    /// PEM file of authorities to trust beside the system's own, named as AWS's tools name it.
    static var certificateAuthorities: String? {
        variables["AWS_CA_BUNDLE"].flatMap { $0.isEmpty ? nil : $0 }
    }
}
