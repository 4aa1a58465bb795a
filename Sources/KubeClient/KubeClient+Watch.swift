public import KubeCore

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Where a watch starts.
public enum WatchStart: Hashable, Sendable {
    /// The server sends changes after this version.
    case version(String)
    /// The server first sends the most recent state, every object as an `ADDED` event, then a bookmark that marks the
    /// end (WatchList, KEP-3157). Servers that do not support it reject the request, or send no such bookmark.
    case initialState
}

extension KubeClient {
    /// Maximum size of one watch event; etcd limits objects to 1.5 MiB by default.
    static let eventLimit = 16 << 20

    /// Opens a watch; returns once the server has accepted it.
    ///
    /// - Parameters:
    ///   - namespace: Nil watches all namespaces.
    ///   - start: Where the watch starts.
    ///   - timeoutSeconds: Time after which the server ends the watch; must be below
    ///     ``HTTPTransport/Limits/watchSilence``, or an idle watch counts as broken. Vary it between clients.
    /// - Throws: ``KubeError/expired(_:)`` when the version is no longer available, ``KubeError/invalid(_:)`` when the
    ///   server does not support sending the initial state.
    public func watch<Object: KubeObject>(
        _ type: Object.Type,
        namespace: String? = nil,
        selector: LabelSelector = .everything,
        from start: WatchStart,
        timeoutSeconds: Int = 30
    ) async throws -> WatchStream<Object> {
        var query: [(name: String, value: String)] = [
            ("watch", "true"), ("allowWatchBookmarks", "true"), ("timeoutSeconds", "\(timeoutSeconds)"),
        ]
        switch start {
        case .version(let version): query.append(("resourceVersion", version))
        case .initialState: query += [("sendInitialEvents", "true"), ("resourceVersionMatch", "NotOlderThan")]
        }
        if let text = selector.queryValue { query.append(("labelSelector", text)) }
        let request = TransportRequest(
            method: .get,
            path: try Object.resource.requestPath(namespace: namespace),
            query: query,
            isWatch: true
        )
        do {
            let response = try await send(request)
            Self.count(code: "\(response.status)", request)
            guard (200..<300).contains(response.status) else {
                throw Self.rejection(response, try await Self.collect(response.body))
            }
            return WatchStream(body: response.body, eventLimit: Self.eventLimit)
        } catch let error as TransportError {
            Self.count(code: "<error>", request)
            throw KubeError.transport(error)
        }
    }
}

/// The events of one watch, in the server's order; read only as fast as they are consumed.
///
/// Ends when the server ends the watch normally. Throws ``KubeError`` when the watch breaks.
public struct WatchStream<Object: KubeObject>: AsyncSequence, Sendable {
    public typealias Element = WatchEvent<Object>
    public typealias Failure = any Error

    let body: TransportResponse.Body
    let eventLimit: Int

    public func makeAsyncIterator() -> Iterator { Iterator(body: body, eventLimit: eventLimit) }

    /// Splits the body into events.
    public struct Iterator: AsyncIteratorProtocol {
        private var chunks: any AsyncIteratorProtocol<[UInt8], any Error>
        private var framer: LineFramer
        private var lines: ArraySlice<[UInt8]> = []
        private let decoder = JSONDecoder()

        fileprivate init(body: TransportResponse.Body, eventLimit: Int) {
            chunks = body.makeAsyncIterator()
            framer = LineFramer(limit: eventLimit)
        }

        public mutating func next() async throws -> WatchEvent<Object>? {
            while lines.isEmpty {
                let chunk: [UInt8]?
                do {
                    chunk = try await chunks.next(isolation: nil)
                } catch let error as TransportError {
                    throw KubeError.transport(error)
                }
                // A partial line at the end is a truncated event; the next watch repeats it.
                guard let chunk else { return nil }
                do {
                    lines = try framer.append(chunk)[...]
                } catch {
                    throw KubeError.undecodable("a watch event is larger than \(error.limit) bytes")
                }
            }
            let line = lines.removeFirst()
            do {
                return try DepthLimitedJSON.decode(WatchEvent<Object>.self, from: Data(line), with: decoder)
            } catch {
                throw KubeError.undecodable("watch event: \(decodingProblem(error))")
            }
        }
    }
}
