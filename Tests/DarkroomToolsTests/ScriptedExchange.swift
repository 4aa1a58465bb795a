import Synchronization

@testable import DarkroomTools

/// Answers requests in the order of a script, and records them.
final class ScriptedExchange: HTTPExchange {
    enum Answer: Sendable {
        case reply(Int, headers: [String: String] = [:], body: String = "")
        /// The connection breaks after these bytes.
        case broken(Int, headers: [String: String] = [:], body: String)
        case failure(ConnectionFailure)
    }

    static let connectionRefused = ConnectionFailure(
        failure: ToolFailure(.storageUnreachable, "refused"),
        isTransient: true
    )

    private let answers: Mutex<[Answer]>
    private let log = Mutex<[HTTPMessage]>([])

    init(_ answers: Answer...) { self.answers = Mutex(answers) }

    init(_ answers: [Answer]) { self.answers = Mutex(answers) }

    var requests: [HTTPMessage] { log.withLock { $0 } }

    func header(_ name: String, of index: Int) -> String? {
        requests.indices.contains(index) ? requests[index].headers.first { $0.name == name }?.value : nil
    }

    func send(_ request: HTTPMessage) async throws -> HTTPReply {
        log.withLock { $0.append(request) }
        switch answers.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
        case .reply(let status, let headers, let body):
            return Self.reply(status, headers, body, isBroken: false)
        case .broken(let status, let headers, let body):
            return Self.reply(status, headers, body, isBroken: true)
        case .failure(let failure): throw failure
        case nil: throw ScriptIsOver()
        }
    }

    private static func reply(
        _ status: Int,
        _ headers: [String: String],
        _ body: String,
        isBroken: Bool
    ) -> HTTPReply {
        let (stream, continuation) = AsyncThrowingStream<[UInt8], any Error>.makeStream()
        // Byte by byte: chunk boundaries are arbitrary.
        for byte in body.utf8 { continuation.yield([byte]) }
        continuation.finish(throwing: isBroken ? connectionRefused : nil)
        return HTTPReply(status: status, headers: headers, body: stream)
    }

    struct ScriptIsOver: Error {}
}
