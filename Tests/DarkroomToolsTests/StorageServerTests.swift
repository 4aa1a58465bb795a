import Synchronization
import Testing

@testable import DarkroomTools

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Against a real server, which `hack/test/storage` starts and seeds; it checks every signature.
@Suite("Storage server", .enabled(if: StorageServer.isThere, "hack/test/storage starts the server"))
struct StorageServerTests {
    @Test("A valid dataset passes with two requests, and one of 64 MB with at most four")
    func verifies() async throws {
        let (words, requests) = try await verify(
            "datasets/sound/data.zip",
            .init(minimumFiles: 3, prefixes: ["train/", "val/"])
        )
        #expect(words.contains("3 files"))
        #expect(requests == 2)
        let (many, more) = try await verify("datasets/large/data.zip", .init(minimumSize: 64 << 20))
        #expect(many.contains("64 files"))
        #expect(more <= 4)
    }

    @Test(
        "The problems of datasets are distinguished",
        arguments: [
            ("datasets/missing/data.zip", .notFound, "s3://datasets/missing/data.zip does not exist"),
            ("nobuckethere/data.zip", .bucketNotFound, "bucket \"nobuckethere\" does not exist"),
            ("datasets/truncated/data.zip", .corruptArchive, "is truncated"),
            ("datasets/outside/data.zip", .unsafeArchive, "\"../../etc/passwd\""),
            ("datasets/empty/data.zip", .wrongSize, "is empty"),
        ] as [(String, FailureReason, String)]
    )
    func failures(path: String, reason: FailureReason, words: String) async throws {
        let failure = await #expect(throws: ToolFailure.self) { try await verify(path) }
        #expect(failure?.reason == reason)
        #expect(failure?.message.contains(words) == true, "\(failure?.message ?? "")")
    }

    @Test("Invalid credentials are distinguished from a lack of permission, and messages contain no secrets")
    func keys() async throws {
        let server = try #require(StorageServer.current)
        let failures = [
            (
                S3Credentials(accessKeyID: "unknown", secretAccessKey: "canary"),
                FailureReason.invalidCredentials
            ),
            (
                S3Credentials(accessKeyID: server.reader.accessKeyID, secretAccessKey: "canary"),
                .invalidCredentials
            ),
            (server.stranger, .accessDenied),
        ]
        for (credentials, reason) in failures {
            let failure = await #expect(throws: ToolFailure.self) {
                try await verify("datasets/sound/data.zip", credentials: credentials)
            }
            #expect(failure?.reason == reason, "\(failure?.message ?? "")")
            #expect(failure?.message.contains(credentials.secretAccessKey) == false)
        }
    }

    @Test("Unusual keys are listed unchanged, and their signatures are valid")
    func oddKeys() async throws {
        try await StorageServer.withClient { client, _ in
            let listing = try await client.list(bucket: "keys", prefix: "")
            #expect(listing.objects.count == 9)
            for object in listing.objects {
                let location = S3Location(bucket: "keys", key: object.key)
                let description = try await client.describe(location)
                #expect(description.size == object.size)
                let bytes = try await client.read(
                    location,
                    at: 0,
                    count: object.key.utf8.count,
                    entityTag: description.entityTag
                )
                #expect(String(decoding: bytes, as: UTF8.self) == object.key)
            }
        }
    }

    @Test("A long listing arrives in pages, complete and in order")
    func pages() async throws {
        try await StorageServer.withClient { client, counter in
            var keys: [String] = []
            var token: String?
            repeat {
                let page = try await client.list(
                    bucket: "many",
                    prefix: "pictures/",
                    continuationToken: token
                )
                keys += page.objects.map(\.key)
                token = page.continuationToken
            } while token != nil
            #expect(keys.count == 1200)
            #expect(keys == keys.sorted())
            #expect(counter.requests == 2)
        }
    }

    @Test("An object that was replaced meanwhile is not read")
    func replaced() async throws {
        try await StorageServer.withClient { client, _ in
            let failure = await #expect(throws: ToolFailure.self) {
                let location = S3Location(bucket: "datasets", key: "sound/data.zip")
                _ = try await client.read(location, at: 0, count: 4, entityTag: "\"other\"")
            }
            #expect(failure?.reason == .changedMeanwhile)
        }
    }

    @Test("A 64 MB download that breaks in the middle arrives whole, and no part is fetched twice")
    func download() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "model-\(UUID().uuidString)").path()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await StorageServer.withExchange { connection, counter in
            let breaking = BreakingExchange(counter, afterBytes: 30 << 20)
            let client = S3Client(connection, exchange: breaking, retry: Retry(sleep: { _ in }))
            let location = S3Location(bucket: "datasets", key: "large/data.zip")
            let source = S3Download(client: client, location: location)
            let outcome = try await Download(source, to: directory, name: "model").run()
            #expect(outcome.size > 64 << 20)
            // One HEAD, and three connections of at most 30 MB.
            #expect(counter.requests == 4)
            let file = try LocalFile(outcome.path)
            var count = 0
            try await ZipDirectory(of: file).forEachEntry { _ in count += 1 }
            #expect(count == 64)
            let again = try await Download(source, to: directory, name: "model").run()
            #expect(again.transferred == 0)
        }
    }

    private func verify(
        _ path: String,
        _ expectations: DatasetExpectations = .init(),
        credentials: S3Credentials? = nil
    ) async throws -> (words: String, requests: Int) {
        try await StorageServer.withExchange { connection, counter in
            var settings = try DatasetSettings(environment: [:], uri: "/")
            settings.location = .object(try S3Location(uri: "s3://\(path)"))
            settings.connection = connection
            if let credentials { settings.connection?.credentials = credentials }
            let words = try await DatasetVerification(settings, expecting: expectations, exchange: counter)
                .run()
            return (words, counter.requests)
        }
    }
}
