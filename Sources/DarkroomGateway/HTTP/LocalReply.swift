import DarkroomLogic
import NIOCore

/// A reply that the gateway gives itself.
struct LocalReply {
    var status: Int
    /// A word that a program can go by.
    var reason: String
    /// What a person reads.
    var message: String
    /// Further headers; names in lower case.
    var headers: [(name: String, value: String)] = []

    /// Writes the reply, with an error in JSON as its body.
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

    /// Writes a reply of the gateway's own.
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
    static func refused(_ problem: HeadProblem) -> LocalReply {
        LocalReply(status: problem.status, reason: "BadRequest", message: problem.message)
    }

    static let notFound = LocalReply(
        status: 404,
        reason: "NoRoute",
        message: "no InferenceService has this path"
    )

    static func methodNotAllowed(_ allowed: MethodSet) -> LocalReply {
        let names = allowed.names.joined(separator: ", ")
        return LocalReply(
            status: 405,
            reason: "MethodNotAllowed",
            message: "this path takes \(names)",
            headers: [("allow", names)]
        )
    }

    static func queueFull(retryAfter: Duration) -> LocalReply {
        LocalReply(
            status: 503,
            reason: "QueueFull",
            message: "too many requests wait for this service already",
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
        message: "this replica of the gateway ends, and no pod has replied in time; try again",
        headers: [("retry-after", "1")]
    )

    /// Of a request that must not be sent again just like that.
    static let brokenOff = LocalReply(
        status: 502,
        reason: "BrokenOff",
        message:
            "this replica of the gateway ends, and the pod has not replied in time; it may have done what was asked"
    )

    static let coldStartTimeout = LocalReply(
        status: 504,
        reason: "ColdStartTimeout",
        message: "the service has not become ready in time; kubectl describe tells why"
    )

    static let queueTimeout = LocalReply(
        status: 504,
        reason: "QueueTimeout",
        message: "all pods of the service have had as many requests as they take, for too long"
    )

    static let noConnection = LocalReply(
        status: 503,
        reason: "NoConnection",
        message: "no pod of the service takes connections",
        headers: [("retry-after", "1")]
    )

    static let brokenReply = LocalReply(
        status: 502,
        reason: "BrokenReply",
        message: "the service's pod broke off or did not reply in HTTP"
    )

    static let replyTimeout = LocalReply(
        status: 504,
        reason: "ReplyTimeout",
        message: "the service's pod has not replied in the time that the route gives it"
    )

    static let requestTimeout = LocalReply(
        status: 408,
        reason: "RequestTimeout",
        message: "the request has not arrived in time"
    )
}
