import FoundationEssentials
import KubeCore
import Testing

@testable import KubeClient

@Suite("Credential plugins")
struct ExecPluginTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func plugin(_ script: String) throws -> ExecPlugin {
        let path = try directory.write("#!/bin/sh\n\(script)\n", to: "plugin", permissions: 0o700)
        return ExecPlugin(command: path, args: [], env: [], apiVersion: "client.authentication.k8s.io/v1")
    }

    @Test("A plugin's token and its expiry are read")
    func token() async throws {
        let status = try await plugin(
            #"echo '{"kind":"ExecCredential","status":{"token":"t","expirationTimestamp":"2026-01-31T12:00:00Z"}}'"#
        ).run()
        #expect(status.token == "t")
        #expect(status.expirationTimestamp == Timestamp("2026-01-31T12:00:00Z"))
    }

    @Test("A plugin gets its arguments, its environment variables and the request")
    func input() async throws {
        var plugin = try plugin(
            #"""
            case "$KUBERNETES_EXEC_INFO" in *client.authentication.k8s.io/v1*) ;; *) exit 9 ;; esac
            test -n "$PATH" || exit 8
            echo "{\"status\":{\"token\":\"$1-$2-$PROFILE\"}}"
            """#
        )
        plugin.args = ["a", "b c"]
        plugin.env = [.init(name: "PROFILE", value: "p")]
        #expect(try await plugin.run().token == "a-b c-p")
    }

    @Test("The error of a plugin that fails quotes its standard error, but not its standard output")
    func failure() async throws {
        let plugin = try plugin("echo secret-token; echo 'please log in' >&2; exit 3")
        let error = await #expect(throws: ConfigurationError.self) { try await plugin.run() }
        let words = try #require(error).description
        #expect(words.contains(plugin.command))
        #expect(words.contains("please log in"))
        #expect(words.contains("3"))
        #expect(!words.contains("secret-token"))
    }

    @Test(
        "The error for a plugin with invalid output names the plugin, but does not quote the output",
        arguments: [
            "hunter2", "{}", #"{"status":null}"#, #"{"status":{}}"#, #"{"status":{"token":7,"x":"hunter2"}}"#, "",
        ]
    )
    func wrongOutput(output: String) async throws {
        let plugin = try plugin("echo '\(output)'")
        let error = await #expect(throws: ConfigurationError.self) { try await plugin.run() }
        let words = try #require(error).description
        #expect(words.contains(plugin.command))
        #expect(!words.contains("hunter2"))
    }

    @Test("A plugin that hangs is killed, and the error names it", .timeLimit(.minutes(5)))
    func hangs() async throws {
        let plugin = try plugin("exec sleep 600")
        let error = await #expect(throws: ConfigurationError.self) { try await plugin.run(limit: .milliseconds(50)) }
        #expect(try #require(error).description.contains("\(plugin.command) did not end within"))
    }

    @Test(
        "The error for a plugin that is not installed says how to install it",
        arguments: ["no-such-plugin", "/no/such/plugin"]
    )
    func missing(command: String) async throws {
        var plugin = ExecPlugin(command: command, args: [], env: [], apiVersion: "v1")
        plugin.installHint = "Install it from example.com."
        let error = await #expect(throws: ConfigurationError.self) { try await plugin.run() }
        let words = try #require(error).description
        #expect(words.contains(command))
        #expect(words.contains("Install it from example.com."))
    }
}
