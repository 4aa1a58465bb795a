internal import Crypto

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Signs requests as described in "Authenticating Requests (AWS Signature Version 4)" of the Amazon S3 API reference.
struct SignatureV4: Sendable {
    /// SHA-256 of nothing: the payload of every request without a body.
    static let emptyPayload = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    /// States that the signature does not cover the payload.
    static let unsignedPayload = "UNSIGNED-PAYLOAD"
    private static let algorithm = "AWS4-HMAC-SHA256"

    var credentials: S3Credentials
    var region: String
    var date: SigningDate

    /// `request` with the headers that authenticate it, `host` included.
    func sign(_ request: S3Request, host: String, payloadHash: String = emptyPayload) -> S3Request {
        var signed = request
        signed.headers += [
            .init(name: "host", value: host),
            .init(name: "x-amz-content-sha256", value: payloadHash),
            .init(name: "x-amz-date", value: date.instant),
        ]
        if let token = credentials.sessionToken {
            signed.headers.append(.init(name: "x-amz-security-token", value: token))
        }
        let signature = signature(of: stringToSign(Self.canonicalRequest(signed, payloadHash: payloadHash)))
        signed.headers.append(
            .init(
                name: "authorization",
                value: "\(Self.algorithm) Credential=\(credentials.accessKeyID)/\(scope),"
                    + "SignedHeaders=\(Self.signedHeaders(signed)),Signature=\(signature)"
            )
        )
        return signed
    }

    /// `request` with a query that authenticates any client that has the URL, for `seconds`, up to seven days.
    func presign(_ request: S3Request, host: String, seconds: Int) -> S3Request {
        var signed = request
        signed.headers.append(.init(name: "host", value: host))
        signed.query += [
            .init(name: "X-Amz-Algorithm", value: Self.algorithm),
            .init(name: "X-Amz-Credential", value: "\(credentials.accessKeyID)/\(scope)"),
            .init(name: "X-Amz-Date", value: date.instant),
            .init(name: "X-Amz-Expires", value: String(max(1, min(seconds, 604_800)))),
            .init(name: "X-Amz-SignedHeaders", value: Self.signedHeaders(signed)),
        ]
        if let token = credentials.sessionToken {
            signed.query.append(.init(name: "X-Amz-Security-Token", value: token))
        }
        let canonical = Self.canonicalRequest(signed, payloadHash: Self.unsignedPayload)
        signed.query.append(.init(name: "X-Amz-Signature", value: signature(of: stringToSign(canonical))))
        return signed
    }

    static func canonicalRequest(_ request: S3Request, payloadHash: String) -> String {
        var lines = [request.method.rawValue, request.path, request.canonicalQuery]
        lines += canonicalHeaders(request).map { "\($0.name):\($0.value)" }
        lines += ["", signedHeaders(request), payloadHash]
        return lines.joined(separator: "\n")
    }

    func stringToSign(_ canonicalRequest: String) -> String {
        let hash = Hex.lower(SHA256.hash(data: Array(canonicalRequest.utf8)))
        return [Self.algorithm, date.instant, scope, hash].joined(separator: "\n")
    }

    func signature(of stringToSign: String) -> String {
        var key = SymmetricKey(data: Array("AWS4\(credentials.secretAccessKey)".utf8))
        for part in [date.day, region, "s3", "aws4_request"] {
            key = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array(part.utf8), using: key))
        }
        return Hex.lower(HMAC<SHA256>.authenticationCode(for: Array(stringToSign.utf8), using: key))
    }

    private var scope: String { "\(date.day)/\(region)/s3/aws4_request" }

    private static func signedHeaders(_ request: S3Request) -> String {
        canonicalHeaders(request).map(\.name).joined(separator: ";")
    }

    private static func canonicalHeaders(_ request: S3Request) -> [S3Request.Pair] {
        request.headers
            .map { .init(name: $0.name, value: $0.value.split(separator: " ").joined(separator: " ")) }
            .sorted { $0.name < $1.name }
    }
}
