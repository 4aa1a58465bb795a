import Testing

@testable import DarkroomTools

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The vectors are those of the Amazon S3 API reference, "Signature Calculations for the Authorization Header" and
/// "Authenticating Requests: Using Query Parameters".
@Suite("Signature version 4")
struct SignatureV4Tests {
    private let host = "examplebucket.s3.amazonaws.com"
    private let signer = SignatureV4(
        credentials: S3Credentials(
            accessKeyID: "AKIAIOSFODNN7EXAMPLE",
            secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
        ),
        region: "us-east-1",
        date: SigningDate(Date(timeIntervalSince1970: 1_369_353_600))
    )

    struct Vector: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var request: S3Request
        var payloadHash = SignatureV4.emptyPayload
        var signature: String
    }

    static let vectors = [
        Vector(
            testDescription: "GET of a range",
            request: hosted(.get, "/test.txt", headers: ["range": "bytes=0-9"]),
            signature: "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
        ),
        Vector(
            testDescription: "PUT of a key with a dollar sign",
            request: hosted(
                .put,
                "/test%24file.text",
                headers: [
                    "date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY",
                ]
            ),
            payloadHash: "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
            signature: "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"
        ),
        Vector(
            testDescription: "GET of a subresource without a value",
            request: hosted(.get, "/", query: [("lifecycle", "")]),
            signature: "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"
        ),
        Vector(
            testDescription: "GET of a list",
            request: hosted(.get, "/", query: [("prefix", "J"), ("max-keys", "2")]),
            signature: "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"
        ),
    ]

    /// The vectors name the bucket in the host, which the client never does.
    private static func hosted(
        _ method: S3Request.Method,
        _ path: String,
        query: [(String, String)] = [],
        headers: [String: String] = [:]
    ) -> S3Request {
        var request = S3Request(method, bucket: "", query: query, headers: headers.map { ($0.key, $0.value) })
        request.path = path
        return request
    }

    @Test("Signatures match the examples that AWS publishes", arguments: vectors)
    func published(vector: Vector) throws {
        let signed = signer.sign(vector.request, host: host, payloadHash: vector.payloadHash)
        let authorization = try #require(signed.headers.first { $0.name == "authorization" }?.value)
        #expect(authorization.hasSuffix("Signature=\(vector.signature)"))
    }

    @Test("The canonical request, the string to sign and the header match the examples that AWS publishes")
    func steps() throws {
        let signed = signer.sign(Self.vectors[0].request, host: host)
        var unsigned = signed
        unsigned.headers.removeAll { $0.name == "authorization" }
        let canonical = SignatureV4.canonicalRequest(unsigned, payloadHash: SignatureV4.emptyPayload)
        #expect(
            canonical == """
                GET
                /test.txt

                host:examplebucket.s3.amazonaws.com
                range:bytes=0-9
                x-amz-content-sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
                x-amz-date:20130524T000000Z

                host;range;x-amz-content-sha256;x-amz-date
                e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
                """
        )
        #expect(
            signer.stringToSign(canonical) == """
                AWS4-HMAC-SHA256
                20130524T000000Z
                20130524/us-east-1/s3/aws4_request
                7344ae5b7ee6c3e7e6b0fe0640412a37625d1fbfff95c48bbb2dc43964946972
                """
        )
        #expect(
            signed.headers.last?.value == """
                AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,\
                SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,\
                Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41
                """
        )
    }

    @Test("A presigned URL matches the example that AWS publishes")
    func presigned() {
        let url = signer.presign(Self.hosted(.get, "/test.txt"), host: host, seconds: 86_400)
        #expect(
            url.target == """
                /test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256\
                &X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request\
                &X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400\
                &X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404\
                &X-Amz-SignedHeaders=host
                """
        )
    }

    @Test("A session token is part of the signature")
    func sessionToken() {
        var temporary = signer
        temporary.credentials.sessionToken = "token"
        let signed = temporary.sign(S3Request(.head, bucket: "b", key: "k"), host: host)
        #expect(signed.headers.contains(.init(name: "x-amz-security-token", value: "token")))
        #expect(signed.headers.last?.value.contains("x-amz-date;x-amz-security-token,") == true)
        let url = temporary.presign(S3Request(.get, bucket: "b", key: "k"), host: host, seconds: 60).target
        #expect(url.contains("&X-Amz-Security-Token=token&"))
    }

    @Test("An unsigned payload is declared as unsigned")
    func unsignedPayload() {
        let signed = signer.sign(
            S3Request(.put, bucket: "b", key: "k"),
            host: host,
            payloadHash: SignatureV4.unsignedPayload
        )
        #expect(signed.headers.contains(.init(name: "x-amz-content-sha256", value: "UNSIGNED-PAYLOAD")))
    }

    @Test("Consecutive spaces in header values count as one")
    func headerSpaces() {
        let request = S3Request(.get, bucket: "b", headers: [("X-Amz-Meta", "  two   words ")])
        #expect(SignatureV4.canonicalRequest(request, payloadHash: "").contains("\nx-amz-meta:two words\n"))
    }
}
