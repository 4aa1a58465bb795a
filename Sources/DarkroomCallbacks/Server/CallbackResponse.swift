internal import Hummingbird
internal import KubeCore

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// The answer to a trainer: a status code and a small JSON object.
struct CallbackResponse: Error, ResponseGenerator {
    var status: HTTPResponse.Status
    var body: JSONValue
    var retryAfter: Int?

    static func ok(_ body: JSONValue = ["ok": true]) -> CallbackResponse { Self(status: .ok, body: body) }

    static func rejection(
        _ status: HTTPResponse.Status,
        _ error: String,
        retryAfter: Int? = nil
    ) -> CallbackResponse {
        Self(status: status, body: ["error": .string(error)], retryAfter: retryAfter)
    }

    /// The API server is unavailable or overloaded; nothing is lost if the trainer sends the report again.
    static let tryAgain = rejection(
        .serviceUnavailable,
        "the report could not be stored; send it again",
        retryAfter: 5
    )
    /// Many reports of one run at once; nothing is lost if the trainer sends this one again.
    static let tooMany = rejection(
        .tooManyRequests,
        "too many reports of this run are waiting to be stored; send it again",
        retryAfter: 1
    )
    static let closed = rejection(.forbidden, "the run has ended, and its reports are no longer accepted")
    static let resultStands = rejection(.conflict, "the attempt has already reported another result, which stands")
    static let unknownRun = rejection(.notFound, "run not found")
    /// One answer for everything that can be wrong with a token: details would only help an attacker.
    static let invalidToken = rejection(.forbidden, "the token is not valid for this run")

    func response(from request: Request, context: some RequestContext) throws -> Response {
        var headers: HTTPFields = [.contentType: "application/json", .cacheControl: "no-store"]
        if let retryAfter { headers[.retryAfter] = "\(retryAfter)" }
        let text = (try? body.canonicalData()).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
        return Response(
            status: status,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: text + "\n"))
        )
    }
}
