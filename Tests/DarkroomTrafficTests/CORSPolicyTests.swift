import DarkroomTraffic
import Testing

@Suite("CORS policy")
struct CORSPolicyTests {
    private func lines(_ headers: [(name: String, value: String)]) -> [String] {
        headers.map { "\($0.name): \($0.value)" }
    }

    @Test("A listed origin is named in the reply, and Vary says that the reply depends on it")
    func listed() {
        let policy = CORSPolicy(allowOrigins: ["https://app.example"], allowCredentials: true)
        #expect(
            lines(policy.replyHeaders(origin: "https://app.example")) == [
                "access-control-allow-origin: https://app.example", "vary: origin",
                "access-control-allow-credentials: true",
            ]
        )
    }

    @Test("An origin that is not listed gets only the Vary header")
    func unlisted() {
        let policy = CORSPolicy(allowOrigins: ["https://app.example"])
        #expect(lines(policy.replyHeaders(origin: "https://evil.example")) == ["vary: origin"])
        #expect(
            lines(policy.preflightHeaders(origin: "https://evil.example", methods: .get)) == ["vary: origin"]
        )
    }

    @Test("`*` allows every origin, but no credentials")
    func wildcard() {
        #expect(
            lines(CORSPolicy(allowOrigins: ["*"]).replyHeaders(origin: "https://any.example")) == [
                "access-control-allow-origin: *"
            ]
        )
        let withCookies = CORSPolicy(allowOrigins: ["*"], allowCredentials: true)
        #expect(lines(withCookies.replyHeaders(origin: "https://any.example")) == ["vary: origin"])
    }

    @Test("A reply to a request without an origin says whether caches may share it")
    func withoutOrigin() {
        #expect(lines(CORSPolicy(allowOrigins: ["https://app.example"]).replyHeaders(origin: nil)) == ["vary: origin"])
        #expect(lines(CORSPolicy(allowOrigins: ["*"]).replyHeaders(origin: nil)) == ["access-control-allow-origin: *"])
    }

    @Test("A spec cannot inject headers into replies")
    func injection() {
        let policy = CORSPolicy(
            allowOrigins: ["*"],
            allowHeaders: ["x-a\r\nset-cookie: b", "*"],
            exposeHeaders: ["x-c: d", "x-e"]
        )
        #expect(
            lines(policy.preflightHeaders(origin: "https://any.example", methods: .get)) == [
                "access-control-allow-origin: *", "access-control-expose-headers: x-e",
                "access-control-allow-methods: GET", "access-control-allow-headers: *",
                "access-control-max-age: 600",
            ]
        )
    }

    @Test("The answer to a preflight lists methods, headers and how long they hold")
    func preflight() {
        let policy = CORSPolicy(
            allowOrigins: ["*"],
            allowHeaders: ["content-type", "x-key"],
            maxAge: .seconds(60)
        )
        #expect(
            lines(policy.preflightHeaders(origin: "https://any.example", methods: [.get, .post])) == [
                "access-control-allow-origin: *", "access-control-allow-methods: GET, POST",
                "access-control-allow-headers: content-type, x-key", "access-control-max-age: 60",
            ]
        )
    }
}
