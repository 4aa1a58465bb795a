public import KubeCore

/// Why a request to the API server failed; an enum, so that callers can switch over the cases.
public enum KubeError: Error, Hashable, Sendable {
    /// 404: the object or its resource type does not exist.
    case notFound(KubeStatus)
    /// 409 on a create: an object of that name already exists.
    case alreadyExists(KubeStatus)
    /// 409: the object has changed since it was read, or a precondition failed.
    case conflict(KubeStatus)
    /// 410: the requested version is no longer available; relist.
    case expired(KubeStatus)
    /// 401: the server does not accept the credentials.
    case unauthorized(KubeStatus)
    /// 403: the user lacks permission, or a quota or admission plugin forbids the request.
    case forbidden(KubeStatus)
    /// 422 or 400: the server rejects the request's content; a retry does not help.
    case invalid(KubeStatus)
    /// 429: too many requests.
    case throttled(KubeStatus, retryAfter: Duration?)
    /// 5xx: the server failed.
    case unavailable(KubeStatus, retryAfter: Duration?)
    /// Any other error status.
    case rejected(KubeStatus)
    /// No complete response arrived.
    case transport(TransportError)
    /// The response cannot be decoded; a write may have taken effect.
    case undecodable(String)
    /// A page of a list is larger than this client reads, after so many items; ask for fewer.
    case tooLarge(items: Int)
}

extension KubeError {
    /// Classifies a Status by its code; it comes from a response's body or from an error event of a watch.
    ///
    /// - Parameter retryAfter: The response header's value; nil takes the one in the status's details.
    public init(_ status: KubeStatus, retryAfter: Duration? = nil) {
        let wait = retryAfter ?? status.details?.retryAfterSeconds.map { .seconds(max(0, min($0, 3600))) }
        self =
            switch status.code {
            case 400, 422: .invalid(status)
            case 401: .unauthorized(status)
            case 403: .forbidden(status)
            case 404: .notFound(status)
            case 409: status.reason == "AlreadyExists" ? .alreadyExists(status) : .conflict(status)
            case 410: .expired(status)
            case 429: .throttled(status, retryAfter: wait)
            case 500...: .unavailable(status, retryAfter: wait)
            default: .rejected(status)
            }
    }

    /// The server's Status, if it sent one.
    public var status: KubeStatus? {
        switch self {
        case .notFound(let status), .alreadyExists(let status), .conflict(let status), .expired(let status),
            .unauthorized(let status), .forbidden(let status), .invalid(let status), .rejected(let status),
            .throttled(let status, _), .unavailable(let status, _):
            status
        case .transport, .undecodable, .tooLarge: nil
        }
    }

    /// Delay that the server requests before the next attempt.
    public var retryAfter: Duration? {
        switch self {
        case .throttled(_, let wait), .unavailable(_, let wait): wait
        default: nil
        }
    }

    /// Whether a write that failed with this error may still have taken effect.
    public var mayHaveTakenEffect: Bool {
        switch self {
        case .transport(let error): error.outcome == .unknown
        case .unavailable, .undecodable: true
        default: false
        }
    }
}

extension KubeError: CustomStringConvertible {
    /// The server's message, or the transport's, for people.
    public var description: String {
        switch self {
        case .transport(let error): "no answer from the API server: \(error)"
        case .undecodable(let problem): "unreadable answer from the API server: \(problem)"
        case .tooLarge(let items): "a page of a list is too large after \(items) items"
        default:
            status.map { status in
                let words = status.message.isEmpty ? "no reason given" : status.message
                return status.reason.isEmpty
                    ? "\(words) (\(status.code))" : "\(words) (\(status.code) \(status.reason))"
            } ?? "failed"
        }
    }
}
