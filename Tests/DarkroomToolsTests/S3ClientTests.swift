import Synchronization
import Testing

@testable import DarkroomTools

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("S3 client")
struct S3ClientTests {
    private let location = S3Location(bucket: "datasets", key: "d1/data.zip")

    private func client(_ exchange: ScriptedExchange) throws -> S3Client {
        S3Client(
            S3Connection(
                endpoint: try S3Endpoint("http://minio:9000"),
                credentials: S3Credentials(accessKeyID: "key", secretAccessKey: "canary")
            ),
            exchange: exchange,
            retry: Retry(sleep: { _ in }),
            now: { Date(timeIntervalSince1970: 1_369_353_600) }
        )
    }

    @Test("Requests are signed and path-style, with the port in the Host header")
    func signed() async throws {
        let exchange = ScriptedExchange(.reply(200, headers: ["content-length": "7", "etag": "\"e\""]))
        let description = try await client(exchange).describe(location)
        #expect(description.size == 7)
        #expect(description.entityTag == "\"e\"")
        #expect(exchange.requests.map(\.url) == ["http://minio:9000/datasets/d1/data.zip"])
        #expect(exchange.header("host", of: 0) == "minio:9000")
        #expect(
            exchange.header("authorization", of: 0)?.hasPrefix("AWS4-HMAC-SHA256 Credential=key/20130524/")
                == true
        )
    }

    @Test(
        "After a HEAD request fails, a GET request fetches the error's text",
        arguments: [
            (404, "NoSuchBucket", .bucketNotFound), (404, "NoSuchKey", .notFound),
            (403, "InvalidAccessKeyId", .invalidCredentials), (403, "RequestTimeTooSkewed", .clockSkew),
        ] as [(Int, String, FailureReason)]
    )
    func head(status: Int, code: String, reason: FailureReason) async throws {
        let exchange = ScriptedExchange(
            .reply(status),
            .reply(status, body: "<Error><Code>\(code)</Code></Error>")
        )
        let failure = await #expect(throws: ToolFailure.self) {
            try await client(exchange).describe(location)
        }
        #expect(failure?.reason == reason)
        #expect(exchange.requests.map(\.method) == ["HEAD", "GET"])
    }

    @Test("If only HEAD is refused, the size is taken from the range of the response")
    func onlyHead() async throws {
        let exchange = ScriptedExchange(
            .reply(403),
            .reply(206, headers: ["content-range": "bytes 0-0/1234", "content-length": "1"], body: "x")
        )
        #expect(try await client(exchange).describe(location).size == 1234)
    }

    @Test("Transient errors are retried up to a limit")
    func retries() async throws {
        let slow = ScriptedExchange.Answer.reply(503, body: "<Error><Code>SlowDown</Code></Error>")
        let fine = ScriptedExchange.Answer.reply(206, body: "ab")
        let well = ScriptedExchange(
            slow,
            .failure(ScriptedExchange.connectionRefused),
            .broken(206, body: "a"),
            fine
        )
        #expect(try await client(well).read(location, at: 5, count: 2, entityTag: nil) == Array("ab".utf8))
        #expect(well.requests.count == 4)

        let unwell = ScriptedExchange(slow, slow, slow, slow, slow, fine)
        let failure = await #expect(throws: ToolFailure.self) {
            try await client(unwell).read(location, at: 5, count: 2, entityTag: nil)
        }
        #expect(failure?.reason == .storageFailed)
        #expect(unwell.requests.count == 5)
    }

    @Test("Permanent errors are not retried")
    func noRetries() async throws {
        let exchange = ScriptedExchange(
            .reply(403, body: "<Error><Code>SignatureDoesNotMatch</Code></Error>")
        )
        let failure = await #expect(throws: ToolFailure.self) {
            try await client(exchange).read(location, at: 0, count: 2, entityTag: nil)
        }
        #expect(failure?.reason == .invalidCredentials)
        #expect(failure?.message.contains("canary") == false)
    }

    @Test("A range is requested exactly, and of the same version of the object")
    func range() async throws {
        let exchange = ScriptedExchange(.reply(206, body: "abcdef"))
        #expect(
            try await client(exchange).read(location, at: 100, count: 3, entityTag: "\"e\"")
                == Array("abc".utf8)
        )
        #expect(exchange.header("range", of: 0) == "bytes=100-102")
        #expect(exchange.header("if-match", of: 0) == "\"e\"")
    }

    @Test("A response without a range is not mistaken for the requested range")
    func noRanges() async throws {
        let exchange = ScriptedExchange(.reply(200, body: "abcdef"))
        let failure = await #expect(throws: ToolFailure.self) {
            try await client(exchange).read(location, at: 1, count: 2, entityTag: nil)
        }
        #expect(failure?.message.contains("range requests") == true)
    }

    @Test("A replaced object is detected")
    func replaced() async throws {
        let exchange = ScriptedExchange(.reply(412, body: "<Error><Code>PreconditionFailed</Code></Error>"))
        let failure = await #expect(throws: ToolFailure.self) {
            try await client(exchange).read(location, at: 1, count: 2, entityTag: "\"old\"")
        }
        #expect(failure?.reason == .changedMeanwhile)
    }

    @Test("A listing requests each page with the token of the previous one")
    func list() async throws {
        let exchange = ScriptedExchange(
            .reply(
                200,
                body: """
                    <ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>a/b=</NextContinuationToken>\
                    <Contents><Key>k1</Key><Size>1</Size></Contents></ListBucketResult>
                    """
            ),
            .reply(
                200,
                body: "<ListBucketResult><Contents><Key>k2</Key><Size>1</Size></Contents></ListBucketResult>"
            )
        )
        let client = try client(exchange)
        let first = try await client.list(bucket: "b", prefix: "p q/")
        let second = try await client.list(
            bucket: "b",
            prefix: "p q/",
            continuationToken: first.continuationToken
        )
        #expect(second.objects.map(\.key) == ["k2"])
        #expect(second.continuationToken == nil)
        #expect(
            exchange.requests.first?.url
                == "http://minio:9000/b?encoding-type=url&list-type=2&prefix=p%20q%2F"
        )
        #expect(exchange.requests.last?.url.contains("continuation-token=a%2Fb%3D&") == true)
    }

    @Test("A response that is not a listing is reported as such")
    func noList() async throws {
        let exchange = ScriptedExchange(.reply(200, body: "<html>welcome</html>"))
        let failure = await #expect(throws: ToolFailure.self) {
            try await client(exchange).list(bucket: "b", prefix: "")
        }
        #expect(failure?.message.contains("address of an S3 server") == true)
    }
}
