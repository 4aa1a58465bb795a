import Synchronization

@testable import DarkroomTools

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The server that `hack/test/storage` starts, found through environment variables.
struct StorageServer {
    var endpoint: String
    /// May read everything.
    var reader: S3Credentials
    /// May read nothing.
    var stranger: S3Credentials

    static let current: StorageServer? = {
        let environment = ProcessInfo.processInfo.environment
        func value(_ name: String) -> String? { environment["DARKROOM_TEST_S3_\(name)"] }
        guard let endpoint = value("ENDPOINT"), let key = value("ACCESS_KEY"),
            let secret = value("SECRET_KEY"),
            let otherKey = value("STRANGER_ACCESS_KEY"), let otherSecret = value("STRANGER_SECRET_KEY")
        else { return nil }
        return StorageServer(
            endpoint: endpoint,
            reader: S3Credentials(accessKeyID: key, secretAccessKey: secret),
            stranger: S3Credentials(accessKeyID: otherKey, secretAccessKey: otherSecret)
        )
    }()

    static var isThere: Bool { current != nil }

    static func withExchange<Value>(
        _ body: (S3Connection, CountingExchange) async throws -> Value
    ) async throws -> Value {
        guard let current else { throw NotThere() }
        let session = try HTTPSession()
        let connection = S3Connection(endpoint: try S3Endpoint(current.endpoint), credentials: current.reader)
        let result: Result<Value, any Error>
        do {
            result = .success(try await body(connection, CountingExchange(session)))
        } catch {
            result = .failure(error)
        }
        await session.shutdown()
        return try result.get()
    }

    static func withClient<Value>(
        _ body: (S3Client, CountingExchange) async throws -> Value
    ) async throws -> Value {
        try await withExchange { connection, counter in
            try await body(S3Client(connection, exchange: counter), counter)
        }
    }

    struct NotThere: Error {}
}

/// Counts the requests that it forwards.
final class CountingExchange: HTTPExchange {
    private let exchange: any HTTPExchange
    private let count = Mutex(0)

    init(_ exchange: any HTTPExchange) { self.exchange = exchange }

    var requests: Int { count.withLock { $0 } }

    func send(_ request: HTTPMessage) async throws -> HTTPReply {
        count.withLock { $0 += 1 }
        return try await exchange.send(request)
    }
}

/// Breaks every response off after a number of bytes.
struct BreakingExchange: HTTPExchange {
    private let exchange: any HTTPExchange
    private let limit: Int

    init(_ exchange: any HTTPExchange, afterBytes limit: Int) {
        self.exchange = exchange
        self.limit = limit
    }

    func send(_ request: HTTPMessage) async throws -> HTTPReply {
        var reply = try await exchange.send(request)
        reply.body = BrokenBody(body: reply.body, limit: limit)
        return reply
    }
}

private struct BrokenBody: AsyncSequence, Sendable {
    let body: any AsyncSequence<[UInt8], any Error> & Sendable
    let limit: Int

    func makeAsyncIterator() -> Iterator { Iterator(body: body.makeAsyncIterator(), rest: limit) }

    struct Iterator: AsyncIteratorProtocol {
        var body: any AsyncIteratorProtocol<[UInt8], any Error>
        var rest: Int

        mutating func next() async throws -> [UInt8]? {
            guard rest > 0 else { throw ScriptedExchange.connectionRefused }
            guard let chunk = try await body.next(isolation: nil) else { return nil }
            let kept = Array(chunk.prefix(rest))
            rest -= kept.count
            return kept
        }
    }
}
