/// A way to send an HTTP request; tests replace it to run without a network.
protocol HTTPExchange: Sendable {
    /// Sends a request without a body and returns the response as soon as its head has arrived.
    ///
    /// - Throws: ``ConnectionFailure`` when no response arrives.
    func send(_ request: HTTPMessage) async throws -> HTTPReply
}

/// A request without a body.
struct HTTPMessage: Sendable {
    var method: String
    var url: String
    var headers: [(name: String, value: String)]
}

/// A response, its body still to be read.
struct HTTPReply: Sendable {
    var status: Int
    /// By name in lower case; of several with the same name, the first.
    var headers: [String: String]
    /// Errors are ``ConnectionFailure``s.
    var body: any AsyncSequence<[UInt8], any Error> & Sendable

    /// The whole body, or nil when it is longer than `limit`.
    func collect(upTo limit: Int) async throws -> [UInt8]? {
        var bytes: [UInt8] = []
        for try await chunk in body {
            guard bytes.count + chunk.count <= limit else { return nil }
            bytes += chunk
        }
        return bytes
    }
}

/// Why no response arrived, or only part of one.
struct ConnectionFailure: Error, Hashable {
    var failure: ToolFailure
    /// Whether another attempt may succeed.
    var isTransient: Bool
}
