internal import KubeCore
internal import Subprocess
internal import SystemPackage

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The output of a credential plugin.
struct ExecCredential: Decodable, Sendable {
    struct Status: Decodable, Sendable {
        var token: String?
        var clientCertificateData: String?
        var clientKeyData: String?
        var expirationTimestamp: Timestamp?
    }

    var apiVersion: String?
    var status: Status?
}

extension ExecPlugin {
    /// Runs the plugin once.
    ///
    /// - Parameter limit: Time after which the plugin is killed, because every request waits for it.
    /// - Throws: ``ConfigurationError`` when the program is missing, fails, hangs or prints invalid output; includes
    ///   its error output, but no credentials.
    func run(limit: Duration = .seconds(60)) async throws(ConfigurationError) -> ExecCredential.Status {
        let output: Data
        do {
            output = try await withThrowingTaskGroup(of: Data.self) { group in
                defer { group.cancelAll() }
                group.addTask { try await self.output() }
                group.addTask {
                    try await Task.sleep(for: limit)
                    throw ConfigurationError("credential plugin \(command) did not end within \(limit)")
                }
                guard let first = try await group.next() else { throw CancellationError() }
                return first
            }
        } catch let error as ConfigurationError {
            throw error
        } catch {
            let hint = installHint.map { " \($0)" } ?? ""
            throw ConfigurationError("credential plugin \(command) could not be run: \(error).\(hint)")
        }
        do {
            let credential = try JSONDecoder().decode(ExecCredential.self, from: output)
            guard let status = credential.status else {
                throw ConfigurationError("credential plugin \(command) printed no status")
            }
            guard status.token != nil || (status.clientCertificateData != nil && status.clientKeyData != nil) else {
                throw ConfigurationError(
                    "credential plugin \(command) printed neither a token nor a certificate and key"
                )
            }
            return status
        } catch let error as ConfigurationError {
            throw error
        } catch {
            throw ConfigurationError(
                "credential plugin \(command) did not print an ExecCredential: \(decodingProblem(error))"
            )
        }
    }

    /// The plugin's standard output.
    private func output() async throws -> Data {
        let result = try await Subprocess.run(
            command.contains("/") ? .path(FilePath(command)) : .name(command),
            arguments: Arguments(args),
            environment: .inherit.updating(overrides),
            output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 16)
        )
        guard result.terminationStatus.isSuccess else {
            let words = result.standardError.trimmed()
            throw ConfigurationError(
                "credential plugin \(command) failed (\(result.terminationStatus)): \(words)"
            )
        }
        return Data(result.standardOutput.utf8)
    }

    private var overrides: [Environment.Key: String?] {
        var variables: [Environment.Key: String?] = [:]
        for variable in env {
            if let key = Environment.Key(rawValue: variable.name) { variables[key] = variable.value }
        }
        if let key = Environment.Key(rawValue: "KUBERNETES_EXEC_INFO") {
            variables[key] =
                #"{"apiVersion":"\#(apiVersion)","kind":"ExecCredential","spec":{"interactive":false}}"#
        }
        return variables
    }
}
