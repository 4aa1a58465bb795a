internal import KubeClient
public import KubeCore

/// A ``ScriptedTransport``'s answer to one request.
public struct Reply: Sendable {
    let path: String?
    let respond: @Sendable () async throws -> TransportResponse

    private init(path: String? = nil, respond: @escaping @Sendable () async throws -> TransportResponse) {
        self.path = path
        self.respond = respond
    }

    /// The same reply, for requests to one path only.
    public func to(_ path: String) -> Reply { Reply(path: path, respond: respond) }

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
