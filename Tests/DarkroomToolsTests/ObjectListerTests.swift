import Testing

@testable import DarkroomTools

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("Key listings")
struct ObjectListerTests {
    private func list(
        _ selection: ObjectSelection,
        batchSize: Int = 2,
        pages: ScriptedExchange.Answer...
    ) async throws -> ObjectBatches {
        let connection = S3Connection(
            endpoint: try S3Endpoint("http://minio:9000"),
            credentials: S3Credentials(accessKeyID: "key", secretAccessKey: "secret")
        )
        let client = S3Client(connection, exchange: ScriptedExchange(pages), retry: Retry(sleep: { _ in }))
        return try await ObjectLister(client: client)
            .list(try S3Prefix(uri: "s3://b/p"), selection, batchSize: batchSize)
    }

    private static func page(_ keys: [String], next: String? = nil) -> ScriptedExchange.Answer {
        let objects = keys.map { "<Contents><Key>\($0)</Key><Size>1</Size></Contents>" }.joined()
        let more = next.map {
            "<IsTruncated>true</IsTruncated><NextContinuationToken>\($0)</NextContinuationToken>"
        }
        return .reply(200, body: "<ListBucketResult>\(more ?? "")\(objects)</ListBucketResult>")
    }

    @Test("Pages are turned into batches of equal size, except for the last one")
    func batches() async throws {
        let batches = try await list(
            ObjectSelection(limit: 10),
            pages: Self.page(["a", "b", "c"], next: "1"),
            Self.page(["d", "e"])
        )
        #expect(batches.json(asRanges: false) == #"[["a","b"],["c","d"],["e"]]"#)
        #expect(
            batches.json(asRanges: true)
                == #"[{"count":2,"last":"b"},{"after":"b","count":2,"last":"d"},{"after":"d","count":1,"last":"e"}]"#
        )
        #expect(batches.count == 5)
    }

    @Test("An empty listing is an empty array")
    func empty() async throws {
        let batches = try await list(ObjectSelection(limit: 10), pages: Self.page([]))
        #expect(batches.json(asRanges: false) == "[]")
        #expect(batches.json(asRanges: true) == "[]")
    }

    @Test("Suffixes are compared case-insensitively, and directories are skipped")
    func suffixes() async throws {
        let selection = try ObjectSelection(suffixes: [".jpg", ".PNG"], limit: 10)
        let batches = try await list(
            selection,
            pages: Self.page(["a/", "a/1.JPG", "a/2.txt", "a/3.png", "b.jpg/"])
        )
        #expect(batches.batches == [["a/1.JPG", "a/3.png"]])
    }

    @Test("A range returns exactly its keys, and requests no page after them")
    func range() async throws {
        let selection = try ObjectSelection(after: "a", last: "c%20c", limit: 10)
        let batches = try await list(selection, pages: Self.page(["b", "c", "c c", "c d", "é"], next: "1"))
        #expect(batches.batches == [["b", "c"], ["c c"]])
        #expect(batches.ranges.first?.after == "a")
    }

    @Test("A range contains no character of a hostile key that a template could interpret")
    func hostileKeys() {
        let ranges = ObjectBatches(["{{workflow.name}}\"'`$(x)\n"], size: 1).ranges
        #expect(ranges.first?.last == "%7B%7Bworkflow.name%7D%7D%22%27%60%24%28x%29%0A")
    }

    @Test("More objects than allowed lead to an error, not to a shorter list")
    func limit() async throws {
        let failure = await #expect(throws: ToolFailure.self) {
            try await list(ObjectSelection(limit: 2), pages: Self.page(["a", "b", "c"]))
        }
        #expect(failure?.reason == .wrongSize)
    }

    @Test("A server whose listing makes no progress is not asked for ever")
    func endless() async throws {
        await #expect(throws: ToolFailure.self) {
            try await list(
                ObjectSelection(limit: 9),
                pages: Self.page(["a"], next: "1"),
                Self.page(["a"], next: "1")
            )
        }
    }

    @Test(
        "Prefixes are parsed",
        arguments: [
            ("s3://b", "s3://b/"), ("s3://b/", "s3://b/"), ("s3://b/a/b c", "s3://b/a/b c"), ("b/a", nil),
            ("s3:///a", nil), ("s3://b b/a", nil), ("s3://b/../a", nil),
        ] as [(String, String?)]
    )
    func prefixes(uri: String, description: String?) {
        #expect((try? S3Prefix(uri: uri))?.description == description)
    }
}
