/// Why the head of a message is rejected. The proxy rejects everything that two parsers could read differently,
/// because that enables request smuggling.
///
/// Source: https://www.rfc-editor.org/rfc/rfc9112
enum HeadProblem: Error, Hashable {
    case tooLarge
    case targetTooLong
    case malformedStartLine
    case unsupportedMethod
    case unsupportedVersion
    case unsupportedTarget
    case bareLineFeed
    case foldedLine
    case invalidName
    case invalidValue
    case tooManyFields
    case missingHost
    case invalidHost
    case conflictingLength
    case invalidLength
    case unsupportedTransferCoding
    case chunkedBeforeHTTP11
    case invalidChunk

    /// Status of the reply to a request with this problem.
    var status: Int {
        switch self {
        case .tooLarge, .tooManyFields: 431
        case .targetTooLong: 414
        case .unsupportedVersion: 505
        case .unsupportedTransferCoding, .unsupportedMethod: 501
        default: 400
        }
    }

    /// Explains the problem to a person.
    var message: String {
        switch self {
        case .tooLarge: "the request's head is larger than \(HeadLimits.head) bytes"
        case .targetTooLong: "the request's target is longer than \(HeadLimits.target) bytes"
        case .malformedStartLine: "the first line is not METHOD /path HTTP/1.1"
        case .unsupportedMethod: "method TRACE is not supported"
        case .unsupportedVersion: "only HTTP/1.1 and HTTP/1.0 are supported"
        case .unsupportedTarget: "the request's target is not a path, or has a . or .. segment"
        case .bareLineFeed: "a line of the head ends without a carriage return"
        case .foldedLine: "a header continues on the next line; use a single line"
        case .invalidName: "a header's name has an invalid character"
        case .invalidValue: "a header's value has a control character"
        case .tooManyFields: "the request has more than \(HeadLimits.fields) headers"
        case .missingHost: "the request has no Host header"
        case .invalidHost: "the request has more than one Host header, or an invalid one"
        case .conflictingLength: "the request gives the length of its body more than once"
        case .invalidLength: "Content-Length is not a number of bytes"
        case .unsupportedTransferCoding: "the only supported Transfer-Encoding is chunked"
        case .chunkedBeforeHTTP11: "HTTP/1.0 has no Transfer-Encoding"
        case .invalidChunk: "the body's chunks are malformed"
        }
    }
}

/// Bounds on a head, as common proxies have them.
enum HeadLimits {
    /// Bytes of a whole head.
    static let head = 32 << 10
    /// Bytes of a request's target.
    static let target = 8 << 10
    /// Header fields.
    static let fields = 100
}
