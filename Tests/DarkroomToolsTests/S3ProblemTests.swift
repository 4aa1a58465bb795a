import Testing

@testable import DarkroomTools

@Suite("Errors of S3 servers")
struct S3ProblemTests {
    private func failure(status: Int, region: String? = nil, body: String) throws -> ToolFailure {
        let problem = S3Problem(
            endpoint: try S3Endpoint("http://minio:9000"),
            bucket: "datasets",
            key: "d1/data.zip",
            region: "us-east-1",
            accessKeyID: "AKIA",
            now: "20260101T000000Z"
        )
        return problem.failure(S3ErrorDocument(status: status, region: region, body: Array(body.utf8)))
    }

    @Test(
        "Error codes determine the reason and the message",
        arguments: [
            (404, "NoSuchBucket", .bucketNotFound, "bucket \"datasets\" does not exist"),
            (404, "NoSuchKey", .notFound, "s3://datasets/d1/data.zip does not exist"),
            (403, "AccessDenied", .accessDenied, "may not read"),
            (403, "SignatureDoesNotMatch", .invalidCredentials, "secret access key does not belong"),
            (403, "InvalidAccessKeyId", .invalidCredentials, "does not know access key AKIA"),
            (400, "ExpiredToken", .invalidCredentials, "expired"),
            (403, "RequestTimeTooSkewed", .clockSkew, "20260101T000000Z here"),
            (412, "PreconditionFailed", .changedMeanwhile, "replaced"),
            (503, "SlowDown", .storageFailed, "503 SlowDown"),
            (418, "Teapot", .storageFailed, "address of an S3 server"),
        ] as [(Int, String, FailureReason, String)]
    )
    func codes(status: Int, code: String, reason: FailureReason, words: String) throws {
        let failure = try failure(
            status: status,
            body: "<Error><Code>\(code)</Code><Message>Server's words</Message></Error>"
        )
        #expect(failure.reason == reason)
        #expect(failure.message.contains(words), "\(failure.message)")
    }

    @Test(
        "Without a readable body the status code determines the reason",
        arguments: [
            (404, .notFound), (403, .accessDenied), (401, .invalidCredentials), (412, .changedMeanwhile),
            (500, .storageFailed), (200, .storageFailed), (301, .wrongRegion),
        ] as [(Int, FailureReason)]
    )
    func statusOnly(status: Int, reason: FailureReason) throws {
        for body in ["", "<html>", "<Error><Code>&lt;evil&gt;</Code></Error>"] {
            #expect(try failure(status: status, body: body).reason == reason)
        }
    }

    @Test("The message names the region that the server expects, from the header or the document")
    func region() throws {
        let document = "<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-west-1</Region></Error>"
        #expect(
            try failure(status: 400, body: document).message.contains("is in region eu-west-1, not us-east-1")
        )
        #expect(
            try failure(status: 301, region: "eu-north-1", body: "").message.contains("in region eu-north-1")
        )
    }

    @Test("The message quotes the server's clock")
    func serverTime() throws {
        let document =
            "<Error><Code>RequestTimeTooSkewed</Code><ServerTime>2027-01-01T00:00:00Z</ServerTime></Error>"
        #expect(
            try failure(status: 403, body: document).message.contains(
                "at http://minio:9000 2027-01-01T00:00:00Z"
            )
        )
    }

    @Test("Long or unprintable text from the server is shortened to one printable line")
    func words() throws {
        let long = String(repeating: "x", count: 10_000)
        let failure = try failure(
            status: 403,
            body: "<Error><Code>AccessDenied</Code><Message>\u{1b}[31m\n\(long)</Message></Error>"
        )
        #expect(failure.message.utf8.count < 1000)
        #expect(!failure.message.contains("\n") && !failure.message.contains("\u{1b}"))
    }

    @Test(
        "Transient problems are marked as worth a retry",
        arguments: [
            (500, "", true), (503, "", true), (429, "", true), (400, "RequestTimeout", true),
            (403, "", false),
            (404, "", false), (501, "", false),
        ]
    )
    func transient(status: Int, code: String, isTransient: Bool) {
        let body = "<Error><Code>\(code)</Code></Error>"
        #expect(S3ErrorDocument(status: status, body: Array(body.utf8)).isTransient == isTransient)
    }
}
