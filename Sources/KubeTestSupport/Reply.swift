public import KubeClient
public import KubeCore

/// A ``ScriptedTransport``'s answer to one request.
public struct Reply: Sendable {
    private var condition: @Sendable (TransportRequest) -> Bool = { _ in true }
    let respond: @Sendable () async throws -> TransportResponse

    private init(respond: @escaping @Sendable () async throws -> TransportResponse) { self.respond = respond }

    /// The same reply, for requests to one path only.
    public func to(_ path: String) -> Reply { when { $0.path == path } }

    /// The same reply, for watches only, or for all other requests only.
    public func to(watches: Bool) -> Reply { when { $0.isWatch == watches } }

    /// The same reply, for requests only that meet a condition, besides those that it has already.
    public func when(_ condition: @escaping @Sendable (TransportRequest) -> Bool) -> Reply {
        var reply = self
        reply.condition = { [earlier = self.condition] in earlier($0) && condition($0) }
        return reply
    }

    /// Whether this may be the reply to a request.
    func fits(_ request: TransportRequest) -> Bool { condition(request) }

    /// A body in one chunk.
    public static func text(_ text: String, status: Int = 200, retryAfter: Duration? = nil) -> Reply {
        Reply { TransportResponse(status: status, retryAfter: retryAfter, body: body([Array(text.utf8)])) }
    }

    /// A JSON body.
    public static func json(_ value: JSONValue, status: Int = 200, retryAfter: Duration? = nil) -> Reply {
        Reply {
            let bytes = [UInt8](try value.canonicalData())
            return TransportResponse(status: status, retryAfter: retryAfter, body: body([bytes]))
        }
    }

    /// A `Status` with its code as the response's status.
    public static func refusal(_ code: Int, _ reason: String = "", retryAfter: Duration? = nil) -> Reply {
        json(KubeJSON.status(code, reason), status: code, retryAfter: retryAfter)
    }

    /// A body that arrives in these chunks and then ends.
    public static func chunks(_ chunks: [[UInt8]]) -> Reply {
        Reply { TransportResponse(status: 200, body: body(chunks)) }
    }

    /// A JSON body that arrives in chunks of a size.
    public static func json(_ value: JSONValue, inChunksOf size: Int) -> Reply {
        Reply {
            let bytes = [UInt8](try value.canonicalData())
            let starts = stride(from: 0, to: bytes.count, by: max(1, size))
            return TransportResponse(status: 200, body: body(starts.map { Array(bytes[$0...].prefix(max(1, size))) }))
        }
    }

    /// A watch that stays open until it is ended.
    public static func watch(_ watch: ScriptedWatch) -> Reply {
        Reply { TransportResponse(status: 200, body: watch.body) }
    }

    /// No response at all.
    public static func failure(_ error: any Error) -> Reply { Reply { throw error } }

    private static func body(_ chunks: [[UInt8]]) -> TransportResponse.Body {
        AsyncThrowingStream { continuation in
            for chunk in chunks { continuation.yield(chunk) }
            continuation.finish()
        }
    }
}
