#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Accepts every option of `darkroom operator` as an environment variable too: `--log-level` as
/// `DARKROOM_LOG_LEVEL`. Options on the command line take precedence.
enum EnvironmentArguments {
    /// The options that have a variable, and whether each takes a value.
    static let options: [(name: String, takesValue: Bool)] = [
        ("kubeconfig", true), ("context", true), ("config", true), ("callback-keys", true),
        ("watch-namespace", true),
        ("leader-elect", false), ("leader-election-namespace", true), ("bind-address", true),
        ("health-port", true), ("metrics-port", true), ("max-concurrent-reconciles", true),
        ("cache-sync-timeout", true),
        ("log-format", true), ("log-level", true),
    ]

    /// The arguments, with those from the environment added.
    static func complete(
        _ arguments: [String],
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> [String] {
        guard arguments.first == "operator" else { return arguments }
        var completed = arguments
        for (name, takesValue) in options {
            let flag = "--\(name)"
            let isGiven = arguments.contains { $0 == flag || $0.hasPrefix("\(flag)=") }
            let variable = "DARKROOM_" + name.uppercased().replacing("-", with: "_")
            guard !isGiven, let value = environment[variable], !value.isEmpty else { continue }
            if takesValue {
                completed.append("\(flag)=\(value)")
            } else if ["1", "true", "yes"].contains(value.lowercased()) {
                completed.append(flag)
            }
        }
        return completed
    }
}
