#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// Sends requests to an API server and returns responses; handles HTTP, credentials and TLS, but not Kubernetes.
public protocol Transport: Sendable {
    /// Sends a request and returns once the response's head has arrived.
    ///
    /// - Throws: ``TransportError``, or `CancellationError` when the task is cancelled.
    func send(_ request: TransportRequest) async throws -> TransportResponse
}

/// A request to the API server, relative to its base URL.
public struct TransportRequest: Sendable {
    /// HTTP methods that the API uses.
    public enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    /// Method.
    public var method: Method
    /// Path from the server's root, percent-encoded where necessary.
    public var path: String
    /// Query parameters, unencoded.
    public var query: [(name: String, value: String)]
    /// Media type of the body.
    public var contentType: String?
    /// Body.
    public var body: Data?
    /// Whether the response is an open-ended stream: such requests have their own connections, and
    /// no limit on their total duration.
    public var isWatch: Bool

    /// Describes a request.
    public init(
        method: Method,
        path: String,
        query: [(name: String, value: String)] = [],
        contentType: String? = nil,
        body: Data? = nil,
        isWatch: Bool = false
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.contentType = contentType
        self.body = body
        self.isWatch = isWatch
    }

    /// Path and encoded query.
    public var target: String {
        guard !query.isEmpty else { return path }
        let pairs = query.map { "\(Self.percentEncoded($0.name))=\(Self.percentEncoded($0.value))" }
        return "\(path)?\(pairs.joined(separator: "&"))"
    }

    /// Percent-encodes everything but RFC 3986's unreserved characters.
    static func percentEncoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return text.utf8.reduce(into: "") { encoded, byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                encoded.append("%")
                encoded.append(digits[Int(byte >> 4)])
                encoded.append(digits[Int(byte & 0xF)])
            }
        }
    }
}

/// The head of a response, and its body as a stream.
public struct TransportResponse: Sendable {
    /// A body in chunks of any size; a slow reader slows down the sender. Throws the same errors as
    /// ``Transport/send(_:)``.
    public typealias Body = any AsyncSequence<[UInt8], any Error> & Sendable

    /// HTTP status code.
    public var status: Int
    /// Value of `Retry-After`, if it is in seconds.
    public var retryAfter: Duration?
    /// The body.
    public var body: Body

    /// Describes a response.
    public init(status: Int, retryAfter: Duration? = nil, body: Body) {
        self.status = status
        self.retryAfter = retryAfter
        self.body = body
    }
}

/// No complete HTTP response arrived.
public struct TransportError: Error, Hashable, CustomStringConvertible {
    /// What the caller can conclude about the request.
    public enum Outcome: Hashable, Sendable {
        /// It never left this process.
        case notSent
        /// It may or may not have taken effect.
        case unknown
    }

    /// Whether the request was sent.
    public let outcome: Outcome
    /// What went wrong, for people.
    public let description: String

    /// Describes a failure.
    public init(_ description: String, outcome: Outcome) {
        self.description = description
        self.outcome = outcome
    }
}
