internal import KubeClient
public import KubeCore

/// The server's end of a watch stream.
public struct ScriptedWatch: Sendable {
    let body: TransportResponse.Body
    private let continuation: AsyncThrowingStream<[UInt8], any Error>.Continuation

    /// An open watch that first sends these events.
    public init(_ events: JSONValue...) {
        let (stream, continuation) = AsyncThrowingStream<[UInt8], any Error>.makeStream()
        body = stream
        self.continuation = continuation
        for event in events { send(event) }
    }

    /// Sends an event on its own line.
    public func send(_ event: JSONValue) {
        guard let line = try? event.canonicalData() else { return fail(UnwritableEvent(event: event)) }
        send(bytes: Array(line) + [0x0A])
    }

    /// Sends bytes unchanged.
    public func send(bytes: [UInt8]) { continuation.yield(bytes) }

    /// Ends the watch normally.
    public func end() { continuation.finish() }

    /// Breaks the watch.
    public func fail(_ error: any Error) { continuation.finish(throwing: error) }
}

private struct UnwritableEvent: Error {
    let event: JSONValue
}
