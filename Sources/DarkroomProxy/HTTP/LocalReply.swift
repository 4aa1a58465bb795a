import DarkroomTraffic
import NIOCore

/// A reply that the proxy gives itself.
struct LocalReply {
    var status: Int
    /// A word that a program can match.
    var reason: String
    /// Explains the reply to a person.
    var message: String
    /// Further headers; names in lower case.
    var headers: [(name: String, value: String)] = []

    /// Writes the reply, with a JSON error as its body.
    ///
    /// - Parameter hasBody: False in reply to HEAD.
    func write(with facts: ReplyFacts, hasBody: Bool, to out: inout ByteBuffer) {
        let body = """
            {"error":{"code":\(status),"reason":"\(reason)","message":"\(message)",\
            "requestId":"\(facts.requestID.text)"}}\n
            """
        Self.write(
            status: status,
            contentType: "application/json",
            body: body,
            headers: headers,
            facts: facts,
            hasBody: hasBody,
            to: &out
        )
    }

    /// Writes a reply with any body.
    static func write(
        status: Int,
        contentType: String,
        body: String,
        headers: [(name: String, value: String)] = [],
        facts: ReplyFacts,
        hasBody: Bool,
        to out: inout ByteBuffer
    ) {
        out.writeString("HTTP/1.1 \(status) \(phrase(status))\r\n")
        if status != 204 {
            out.writeString("content-type: \(contentType)\r\ncontent-length: \(body.utf8.count)\r\n")
        }
        for (name, value) in headers { out.writeString("\(name): \(value)\r\n") }
        facts.connection.write(to: &out)
        facts.write(to: &out)
        out.writeStaticString("\r\n")
        if hasBody, status != 204 { out.writeString(body) }
    }

    private static func phrase(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 204: "No Content"
        case 400: "Bad Request"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 414: "URI Too Long"
        case 431: "Request Header Fields Too Large"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        default: "Error"
        }
    }
}

extension LocalReply {
    static func rejected(_ problem: HeadProblem) -> LocalReply {
        LocalReply(status: problem.status, reason: "BadRequest", message: problem.message)
    }

    static let notFound = LocalReply(
        status: 404,
        reason: "NoRoute",
        message: "no service has this path"
    )

    static func methodNotAllowed(_ allowed: MethodSet) -> LocalReply {
        let names = allowed.names.joined(separator: ", ")
        return LocalReply(
            status: 405,
            reason: "MethodNotAllowed",
            message: "this path accepts \(names)",
            headers: [("allow", names)]
        )
    }

    static func queueFull(retryAfter: Duration) -> LocalReply {
        LocalReply(
            status: 503,
            reason: "QueueFull",
            message: "too many requests are waiting for this service",
            headers: [("retry-after", String(max(1, retryAfter.components.seconds)))]
        )
    }

    static let stopped = LocalReply(
        status: 503,
        reason: "Stopped",
        message: "the service is stopped or was deleted"
    )

    static let shuttingDown = LocalReply(
        status: 503,
        reason: "ShuttingDown",
        message: "this replica of the gateway is shutting down, and no pod has replied in time; try again",
        headers: [("retry-after", "1")]
    )

    /// For a request that is not safe to send again.
    static let brokenOff = LocalReply(
        status: 502,
        reason: "BrokenOff",
        message:
            "this replica of the gateway is shutting down, and the pod has not replied in time; it may have done the work"
    )

    static let coldStartTimeout = LocalReply(
        status: 504,
        reason: "ColdStartTimeout",
        message: "the service did not become ready in time; its status says why"
    )

    static let queueTimeout = LocalReply(
        status: 504,
        reason: "QueueTimeout",
        message: "all pods of the service were at their limit of requests for too long"
    )

    static let noConnection = LocalReply(
        status: 503,
        reason: "NoConnection",
        message: "no pod of the service accepts connections",
        headers: [("retry-after", "1")]
    )

    static let brokenReply = LocalReply(
        status: 502,
        reason: "BrokenReply",
        message: "the service's pod closed the connection or did not reply in HTTP"
    )

    static let replyTimeout = LocalReply(
        status: 504,
        reason: "ReplyTimeout",
        message: "the service's pod did not reply within the timeout of the route"
    )

    static let requestTimeout = LocalReply(
        status: 408,
        reason: "RequestTimeout",
        message: "the request did not arrive in time"
    )
}
