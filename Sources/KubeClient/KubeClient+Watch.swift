public import KubeCore

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Where a watch begins.
public enum WatchStart: Hashable, Sendable {
    /// Changes after this version are sent.
    case version(String)
    /// The most recent state is sent first, every object as an `ADDED` event, then a bookmark that says so (WatchList,
    /// KEP-3157). Servers that do not offer it refuse, or send no such bookmark.
    case initialState
}

extension KubeClient {
    /// Greatest size of one watch event; etcd holds objects to 1.5 MiB by default.
    static let eventLimit = 16 << 20

    /// Opens a watch; returns once the server has accepted it.
    ///
    /// - Parameters:
    ///   - namespace: Nil watches all namespaces.
    ///   - start: Where it begins.
    ///   - timeoutSeconds: After how long the server ends the watch; below ``HTTPTransport/Limits/watchSilence``, or
    ///     a watch on which nothing happens counts as broken. A little spread keeps many clients apart.
    /// - Throws: ``KubeError/expired(_:)`` when the version is no longer kept, ``KubeError/invalid(_:)`` when the server
    ///   does not offer to send the initial state.
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
                throw Self.refusal(response, try await Self.collect(response.body))
            }
            return WatchStream(body: response.body, eventLimit: Self.eventLimit)
        } catch let error as TransportError {
            Self.count(code: "<error>", request)
            throw KubeError.transport(error)
        }
    }
}

/// The events of one watch, in the server's order; read as fast as they are consumed, nothing is buffered ahead.
///
/// Ends when the server ends the watch in an orderly way. Throws ``KubeError`` when it breaks off.
public struct WatchStream<Object: KubeObject>: AsyncSequence, Sendable {
    public typealias Element = WatchEvent<Object>
    public typealias Failure = any Error

    let body: TransportResponse.Body
    let eventLimit: Int

    public func makeAsyncIterator() -> Iterator { Iterator(body: body, eventLimit: eventLimit) }

    /// Cuts the body into events.
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
                // A partial line at the end is an event cut off; it comes again from the last version.
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
