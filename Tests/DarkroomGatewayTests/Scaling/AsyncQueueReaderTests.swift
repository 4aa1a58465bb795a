import AsyncHTTPClient
import DarkroomLogic
import DarkroomProxy
import ProxyTestSupport
import Testing

@testable import DarkroomGateway

@Suite("Reading the depth of a work queue from a pod", .timeLimit(.minutes(5)))
struct AsyncQueueReaderTests {
    /// - Parameter timeout: Long by default, for tests that are not about the timeout.
    private func depth(
        at pod: TestPod,
        timeout: Duration = .seconds(60)
    ) async throws -> Result<Int, AsyncQueueProblem> {
        try await HTTPClient.withHTTPClient(configuration: AsyncQueueReader.configuration) { http in
            await AsyncQueueReader(http: http, timeout: timeout).depth(at: pod.address, "/queue;of=s")
        }
    }

    private static func reply(_ body: String, status: String = "200 OK", headers: String = "") -> String {
        "HTTP/1.1 \(status)\r\n\(headers)content-length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    @Test(
        "returns the number in the response",
        arguments: [(#"{"queued": 12}"#, 12), (#"{"queued":0,"oldest":"today"}"#, 0)]
    )
    func number(body: String, expected: Int) async throws {
        let pod = try await TestPod(replying: Self.reply(body))
        #expect(try await depth(at: pod) == .success(expected))
        #expect(try await pod.connection().receiveHead().hasPrefix("GET /queue;of=s HTTP/1.1\r\n"))
    }

    @Test(
        "accepts nothing but a valid number",
        arguments: [
            "", "12", "[]", "{}", #"{"queued": -1}"#, #"{"queued": "12"}"#, #"{"queued": 1.5}"#,
            #"{"queued": 9223372036854775807}"#, #"{"queued": 1e400}"#, #"{"queued": null}"#,
            #"{"queued": 1, "more": ""# + String(repeating: "x", count: 8000) + #""}"#,
        ]
    )
    func noNumber(body: String) async throws {
        let pod = try await TestPod(replying: Self.reply(body))
        #expect(try await depth(at: pod) == .failure(.noNumber))
    }

    @Test("does not follow redirects")
    func redirect() async throws {
        let other = try await TestPod(replying: Self.reply(#"{"queued": 1}"#))
        let location = "location: http://\(other.address)/\r\n"
        let pod = try await TestPod(replying: Self.reply("", status: "302 Found", headers: location))
        #expect(try await depth(at: pod) == .failure(.refused(status: 302)))
        #expect(other.connectionCount == 0)
    }

    @Test("times out when the pod is silent, slow, or never finishes")
    func slow() async throws {
        let silent = try await TestPod()
        #expect(try await depth(at: silent, timeout: .milliseconds(800)) == .failure(.noReply))

        let slow = try await TestPod(replying: "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{")
        #expect(try await depth(at: slow, timeout: .milliseconds(800)) == .failure(.noReply))

        let garbled = try await TestPod(replying: "hello\r\n\r\n")
        #expect(try await depth(at: garbled) == .failure(.noReply))
    }
}
