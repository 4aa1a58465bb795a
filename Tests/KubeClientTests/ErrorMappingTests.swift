import KubeClient
import KubeCore
import KubeTestSupport
import Testing

@Suite("Refusals")
struct ErrorMappingTests {
    private func error(for reply: Reply) async -> KubeError? {
        let client = KubeClient(transport: ScriptedTransport(reply), fieldManager: "tester")
        return await #expect(throws: KubeError.self) {
            try await client.get(Widget.self, ObjectKey(namespace: "n", name: "a"))
        }
    }

    @Test(
        "Code and reason determine the error case",
        arguments: [
            (400, "BadRequest", "invalid"), (401, "Unauthorized", "unauthorized"), (403, "Forbidden", "forbidden"),
            (404, "NotFound", "notFound"), (405, "MethodNotAllowed", "rejected"),
            (409, "AlreadyExists", "alreadyExists"), (409, "Conflict", "conflict"), (409, "", "conflict"),
            (410, "Expired", "expired"), (410, "Gone", "expired"), (413, "", "rejected"),
            (415, "UnsupportedMediaType", "rejected"), (422, "Invalid", "invalid"),
            (429, "TooManyRequests", "throttled"), (500, "InternalError", "unavailable"), (502, "", "unavailable"),
            (503, "ServiceUnavailable", "unavailable"), (504, "Timeout", "unavailable"), (302, "", "rejected"),
        ]
    )
    func cases(code: Int, reason: String, name: String) async throws {
        let error = try #require(await error(for: .refusal(code, reason)))
        #expect(error.caseName == name)
        #expect(error.status?.code == code)
        #expect(error.status?.reason == reason)
    }

    @Test(
        "An error body that is not a Status is quoted with the response's code",
        arguments: [
            ("<html>Bad Gateway</html>\n", "<html>Bad Gateway</html>"), ("", ""), ("null", "null"),
            (#"{"error":"no route"}"#, #"{"error":"no route"}"#),
            (#"{"code":4,"message":"upstream"}"#, "upstream"),
        ]
    )
    func otherBodies(body: String, words: String) async throws {
        let error = try #require(await error(for: .text(body, status: 502)))
        #expect(error.caseName == "unavailable")
        #expect(error.status?.code == 502)
        #expect(error.status?.message == words)
        #expect(error.mayHaveTakenEffect)
    }

    @Test("Only the beginning of a long body is kept")
    func longBody() async throws {
        let error = try #require(await error(for: .text(String(repeating: "x", count: 10_000), status: 500)))
        #expect((error.status?.message.count ?? 0) <= 500)
    }

    @Test("Retry-After is honoured where it has a meaning, and the header takes precedence over the body")
    func retryAfter() async throws {
        #expect(await error(for: .refusal(429, retryAfter: .seconds(7)))?.retryAfter == .seconds(7))
        #expect(await error(for: .refusal(503, retryAfter: .seconds(7)))?.retryAfter == .seconds(7))
        #expect(await error(for: .refusal(503))?.retryAfter == nil)
        let body: JSONValue = ["code": 429, "details": ["retryAfterSeconds": 3]]
        #expect(await error(for: .json(body, status: 429))?.retryAfter == .seconds(3))
        #expect(await error(for: .json(body, status: 429, retryAfter: .seconds(1)))?.retryAfter == .seconds(1))
        #expect(await error(for: .refusal(404, retryAfter: .seconds(7)))?.retryAfter == nil)
    }

    @Test("The wait that a server asks for is bounded", arguments: [(Int64.max, 3600), (-5, 0)])
    func boundedRetryAfter(seconds: Int64, expected: Int) async throws {
        let body: JSONValue = ["code": 429, "details": ["retryAfterSeconds": .integer(seconds)]]
        #expect(await error(for: .json(body, status: 429))?.retryAfter == .seconds(expected))
    }

    @Test(
        "Each error says whether a write may have taken effect",
        arguments: [
            (KubeError.transport(TransportError("refused", outcome: .notSent)), false),
            (.transport(TransportError("reset", outcome: .unknown)), true),
            (.undecodable("cut off"), true),
            (.unavailable(KubeStatus(code: 504), retryAfter: nil), true),
            (.throttled(KubeStatus(code: 429), retryAfter: nil), false),
            (.conflict(KubeStatus(code: 409)), false),
            (.invalid(KubeStatus(code: 422)), false),
        ]
    )
    func mayHaveTakenEffect(error: KubeError, answer: Bool) {
        #expect(error.mayHaveTakenEffect == answer)
    }

    @Test("A transport failure is passed on as a transport error")
    func transport() async throws {
        let failure = TransportError("connection reset", outcome: .unknown)
        #expect(await error(for: .failure(failure)) == .transport(failure))
    }

    @Test("A cancellation is passed on as a cancellation")
    func cancellation() async {
        let client = KubeClient(transport: ScriptedTransport(), fieldManager: "tester")
        let task = Task { try await client.get(Widget.self, ObjectKey(namespace: "n", name: "a")) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("The error for a response that does not decode names the path of the problem")
    func undecodable() async throws {
        let error = try #require(await error(for: .json(KubeJSON.widget("a", spec: ["size": "big"]))))
        #expect(error == .undecodable(".spec.size is not of type Int"))
        #expect(await self.error(for: .text("<html>"))?.caseName == "undecodable")
    }

    @Test(
        "The description of every error is a sentence",
        arguments: [
            (
                KubeError.notFound(KubeStatus(code: 404, reason: "NotFound", message: "no such widget")),
                "no such widget (404 NotFound)"
            ),
            (.rejected(KubeStatus(code: 418)), "no reason given (418)"),
            (
                .transport(TransportError("connection reset", outcome: .unknown)),
                "no answer from the API server: connection reset"
            ),
            (.undecodable(".spec is missing"), "unreadable answer from the API server: .spec is missing"),
        ]
    )
    func description(error: KubeError, text: String) {
        #expect("\(error)" == text)
    }
}

extension KubeError {
    fileprivate var caseName: String {
        Mirror(reflecting: self).children.first?.label ?? ""
    }
}
