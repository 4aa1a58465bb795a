import FoundationEssentials
import KubeCore
import Testing

@testable import KubeClient

@Suite("Credentials")
struct CredentialStoreTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// A plugin that counts its runs in its tokens: `run-1`, `run-2`, ...
    private func countingPlugin(expiration: String? = nil, failsFrom: Int = .max) throws -> Credential {
        let expiry = expiration.map { #","expirationTimestamp":"\#($0)""# } ?? ""
        let script = #"""
            #!/bin/sh
            echo run >> "$0.runs"
            runs=$(wc -l < "$0.runs" | tr -d ' ')
            test "$runs" -lt \#(failsFrom) || { echo 'no more' >&2; exit 1; }
            echo "{\"status\":{\"token\":\"run-$runs\"\#(expiry.replacing("\"", with: "\\\""))}}"
            """#
        let path = try directory.write(script, to: "plugin", permissions: 0o700)
        return .exec(ExecPlugin(command: path, args: [], env: [], apiVersion: "client.authentication.k8s.io/v1"))
    }

    @Test(
        "A fixed credential is sent unchanged",
        arguments: [
            (Credential.none, nil), (.token("t"), "Bearer t"),
            (.basic(username: "user", password: "pass:word"), "Basic dXNlcjpwYXNzOndvcmQ="),
        ]
    )
    func unchanging(credential: Credential, header: String?) async throws {
        #expect(try await CredentialStore(credential).current().authorization == header)
    }

    @Test(
        "A caller that waits for a plugin may be cancelled, and the plugin continues for the next caller",
        .timeLimit(.minutes(5))
    )
    func impatient() async throws {
        let gate = directory.path + "/gate"
        let script =
            "#!/bin/sh\nwhile ! test -e '\(gate)'; do sleep 0.05; done\necho '{\"status\":{\"token\":\"t\"}}'\n"
        let path = try directory.write(script, to: "plugin", permissions: 0o700)
        let plugin = ExecPlugin(command: path, args: [], env: [], apiVersion: "client.authentication.k8s.io/v1")
        let store = CredentialStore(.exec(plugin))
        let waiting = Task { try await store.current() }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        try directory.write("", to: "gate")
        #expect(try await store.current().authorization == "Bearer t")
    }

    @Test("A token file is read again when its interval is over, not before")
    func rereads() async throws {
        let path = try directory.write("one\n", to: "token")
        let patient = CredentialStore(.tokenFile(path: path))
        let hasty = CredentialStore(.tokenFile(path: path), fileLifetime: .zero)
        #expect(try await patient.current().authorization == "Bearer one")
        #expect(try await hasty.current().authorization == "Bearer one")
        try directory.write("two\n", to: "token")
        #expect(try await patient.current().authorization == "Bearer one")
        #expect(try await hasty.current().authorization == "Bearer two")
    }

    @Test("A token file is read again within the minute that its rotation allows")
    func interval() {
        #expect(CredentialStore.fileLifetime <= .seconds(60))
    }

    @Test("The last token stays in use while its file is missing or empty for a moment", arguments: [nil, ""])
    func unreadable(content: String?) async throws {
        let path = try directory.write("one", to: "token")
        let store = CredentialStore(.tokenFile(path: path), fileLifetime: .zero)
        _ = try await store.current()
        if let content {
            try directory.write(content, to: "token")
        } else {
            try FileManager.default.removeItem(atPath: path)
        }
        let headers = try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<8 { group.addTask { try await store.current().authorization } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(headers == ["Bearer one"])
    }

    @Test("The error for a token file that never existed names the file")
    func missing() async throws {
        let store = CredentialStore(.tokenFile(path: "/no/such/token"))
        let error = await #expect(throws: ConfigurationError.self) { try await store.current() }
        #expect(error?.description.contains("/no/such/token") == true)
    }

    @Test("A token file is read again after its token was rejected, but only if that token is the one in use")
    func invalidation() async throws {
        let path = try directory.write("one", to: "token")
        let store = CredentialStore(.tokenFile(path: path))
        let refused = try await store.current()
        try directory.write("two", to: "token")
        await store.invalidate(refused)
        #expect(try await store.current().authorization == "Bearer two")
        try directory.write("three", to: "token")
        await store.invalidate(refused)
        #expect(try await store.current().authorization == "Bearer two")
    }

    @Test("A plugin runs once per lifetime of its credential, however many callers ask at once")
    func runsOnce() async throws {
        let store = CredentialStore(try countingPlugin(expiration: "2999-01-01T00:00:00Z"))
        let headers = try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<20 { group.addTask { try await store.current().authorization } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(headers == ["Bearer run-1"])
        #expect(try await store.current().authorization == "Bearer run-1")
    }

    @Test("A plugin runs again when its credential is about to expire or was rejected")
    func runsAgain() async throws {
        let expiring = Timestamp(Date(timeIntervalSinceNow: 10))
        let store = CredentialStore(try countingPlugin(expiration: "\(expiring)"))
        #expect(try await store.current().authorization == "Bearer run-1")
        #expect(try await store.current().authorization == "Bearer run-2")
        let lasting = CredentialStore(try countingPlugin())
        let refused = try await lasting.current()
        await lasting.invalidate(refused)
        #expect(try await lasting.current() != refused)
    }

    @Test("A plugin that fails later does not leave an expired credential in use")
    func fails() async throws {
        let store = CredentialStore(try countingPlugin(expiration: "2000-01-01T00:00:00Z", failsFrom: 2))
        #expect(try await store.current().authorization == "Bearer run-1")
        let error = await #expect(throws: ConfigurationError.self) { try await store.current() }
        #expect(error?.description.contains("no more") == true)
    }
}
