/// One way to send an HTTP request; what tests put in place of a network.
protocol HTTPExchange: Sendable {
    /// Sends a request without a body and gives the response as soon as its head is there.
    ///
    /// - Throws: ``ConnectionFailure`` when there is no response.
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
    /// By name in lower case; of several of one name, the first.
    var headers: [String: String]
    /// Errors are ``ConnectionFailure``s.
    var body: any AsyncSequence<[UInt8], any Error> & Sendable

    /// The body, read to its end but never beyond `limit`; nil when it is longer.
    func collect(upTo limit: Int) async throws -> [UInt8]? {
        var bytes: [UInt8] = []
        for try await chunk in body {
            guard bytes.count + chunk.count <= limit else { return nil }
            bytes += chunk
        }
        return bytes
    }
}

/// Why there is no response, or only half of one.
struct ConnectionFailure: Error, Hashable {
    var failure: ToolFailure
    /// Whether another attempt may end otherwise.
    var isTransient: Bool
}
