internal import Hummingbird
internal import KubeCore

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// What a trainer is answered: a status code and a small JSON object.
struct CallbackResponse: Error, ResponseGenerator {
    var status: HTTPResponse.Status
    var body: JSONValue
    var retryAfter: Int?

    static func ok(_ body: JSONValue = ["ok": true]) -> CallbackResponse { Self(status: .ok, body: body) }

    static func refusal(
        _ status: HTTPResponse.Status,
        _ words: String,
        retryAfter: Int? = nil
    ) -> CallbackResponse {
        Self(status: status, body: ["error": .string(words)], retryAfter: retryAfter)
    }

    /// The API server is away or overloaded; nothing was lost that the trainer sends again.
    static let tryAgain = refusal(
        .serviceUnavailable,
        "the report could not be stored; send it again",
        retryAfter: 5
    )

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
