import Testing

@testable import DarkroomTools

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("Downloads")
struct DownloadTests {
    /// SHA-256 of "abcdef".
    private static let checksum = "bef57ec7f53a6d40beb640a780a639c83bc29ac8a9816f1fc6c5c6dcd93c4721"
    private static let size = ScriptedExchange.Answer.reply(
        206,
        headers: ["content-range": "bytes 0-0/6", "etag": "\"e\""],
        body: "a"
    )
    private static let whole = body("abcdef")

    private static func body(_ text: String) -> ScriptedExchange.Answer {
        .reply(206, headers: ["etag": "\"e\""], body: text)
    }

    private static func broken(_ text: String) -> ScriptedExchange.Answer {
        .broken(206, headers: ["etag": "\"e\""], body: text)
    }

    /// A directory, and downloads of one file into it.
    private struct Place {
        let directory = FileManager.default.temporaryDirectory.appending(path: "model-\(UUID().uuidString)").path()

        func download(
            _ exchange: ScriptedExchange,
            checksum: String? = nil,
            maximumSize: UInt64? = nil
        ) async throws -> Download.Outcome {
            let source = try WebDownload(
                "https://host/models/best.pt?token=canary",
                exchange: exchange,
                retry: Retry(sleep: { _ in })
            )
            return try await Download(
                source,
                to: directory,
                name: "best.pt",
                checksum: checksum,
                maximumSize: maximumSize
            ).run()
        }

        var text: String? { try? String(contentsOfFile: "\(directory)/best.pt", encoding: .utf8) }

        var files: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted() }

        func remove() { try? FileManager.default.removeItem(atPath: directory) }
    }

    @Test("A file arrives whole, and the next run finds it in place")
    func whole() async throws {
        let place = Place()
        defer { place.remove() }
        let outcome = try await place.download(ScriptedExchange(Self.size, Self.whole))
        #expect(place.text == "abcdef")
        #expect(outcome.transferred == 6)
        #expect(place.files == [".best.pt.version", "best.pt"])
        #expect(try await place.download(ScriptedExchange(Self.size)).transferred == 0)
    }

    @Test("After a connection breaks the download resumes where it broke")
    func broken() async throws {
        let place = Place()
        defer { place.remove() }
        let exchange = ScriptedExchange(
            Self.size,
            Self.broken("abc"),
            .failure(ScriptedExchange.connectionRefused),
            Self.broken(""),
            Self.body("def")
        )
        _ = try await place.download(exchange, checksum: Self.checksum)
        #expect(place.text == "abcdef")
        let ranges = exchange.requests.indices.map { exchange.header("range", of: $0) }
        #expect(ranges == ["bytes=0-0", "bytes=0-", "bytes=3-", "bytes=3-", "bytes=3-"])
    }

    @Test("A new process resumes the download of one that ended")
    func resumed() async throws {
        let place = Place()
        defer { place.remove() }
        let nothing = Self.broken("")
        await #expect(throws: ToolFailure.self) {
            try await place.download(
                ScriptedExchange(Self.size, Self.broken("abcd"), nothing, nothing, nothing, nothing)
            )
        }
        #expect(place.text == nil)
        let exchange = ScriptedExchange(Self.size, Self.body("ef"))
        #expect(try await place.download(exchange, checksum: Self.checksum).transferred == 2)
        #expect(exchange.header("range", of: 1) == "bytes=4-")
        #expect(place.text == "abcdef")
    }

    @Test("A partial download of another version is discarded")
    func otherVersion() async throws {
        let place = Place()
        defer { place.remove() }
        let nothing = Self.broken("")
        _ = try? await place.download(
            ScriptedExchange(Self.size, Self.broken("abcd"), nothing, nothing, nothing, nothing)
        )
        let headers = ["content-range": "bytes 0-0/2", "etag": "\"new\""]
        let exchange = ScriptedExchange(
            .reply(206, headers: headers, body: "x"),
            .reply(206, headers: headers, body: "xy")
        )
        #expect(try await place.download(exchange).transferred == 2)
        #expect(place.files == [".best.pt.version", "best.pt"])
        #expect(place.text == "xy")
    }

    @Test("A file that is replaced between two connections is not assembled from both versions")
    func replaced() async throws {
        let place = Place()
        defer { place.remove() }
        let other = ScriptedExchange.Answer.reply(206, headers: ["etag": "\"new\""], body: "DEF")
        let failure = await #expect(throws: ToolFailure.self) {
            try await place.download(ScriptedExchange(Self.size, Self.broken("abc"), other))
        }
        #expect(failure?.reason == .changedMeanwhile)
        #expect(place.text == nil)
    }

    @Test("A download with a wrong checksum leaves no file")
    func wrongChecksum() async throws {
        let place = Place()
        defer { place.remove() }
        let failure = await #expect(throws: ToolFailure.self) {
            try await place.download(
                ScriptedExchange(Self.size, Self.whole),
                checksum: String(repeating: "0", count: 64)
            )
        }
        #expect(failure?.reason == .corruptArchive)
        #expect(failure?.message.contains(Self.checksum) == true)
        #expect(place.files == [])
    }

    @Test("A file with the right checksum is accepted, whatever its origin, without asking the server")
    func present() async throws {
        let place = Place()
        defer { place.remove() }
        try FileManager.default.createDirectory(atPath: place.directory, withIntermediateDirectories: true)
        #expect(TextFile.write("abcdef", to: "\(place.directory)/best.pt", creating: true) == nil)
        let exchange = ScriptedExchange()
        #expect(try await place.download(exchange, checksum: Self.checksum.uppercased()).transferred == 0)
        #expect(exchange.requests.isEmpty)
    }

    @Test("A file that is too large is refused before it is read, and the message omits the token in its URL")
    func tooLarge() async throws {
        let place = Place()
        defer { place.remove() }
        let failure = await #expect(throws: ToolFailure.self) {
            try await place.download(ScriptedExchange(Self.size), maximumSize: 5)
        }
        #expect(failure?.message == "https://host/models/best.pt has 6 bytes, and at most 5 are allowed")
    }

    @Test("A body with more or other bytes than announced is refused")
    func lies() async throws {
        for answer in [Self.body("abcdefg"), .reply(204), .reply(302, headers: ["location": "http://plain/x"])] {
            let place = Place()
            await #expect(throws: ToolFailure.self) {
                try await place.download(ScriptedExchange(Self.size, answer))
            }
            #expect(place.text == nil)
            place.remove()
        }
    }

    @Test("Redirects are followed for each connection, up to a limit and never to a server without TLS")
    func redirects() async throws {
        let place = Place()
        defer { place.remove() }
        func redirect(_ location: String) -> ScriptedExchange.Answer { .reply(302, headers: ["location": location]) }
        let exchange = ScriptedExchange(redirect("/other"), Self.size, redirect("https://cdn/x?s=1"), Self.whole)
        _ = try await place.download(exchange)
        #expect(
            exchange.requests.map(\.url) == [
                "https://host/models/best.pt?token=canary", "https://host/other",
                "https://host/models/best.pt?token=canary", "https://cdn/x?s=1",
            ]
        )
        for answers in [Array(repeating: redirect("/again"), count: 9), [redirect("http://plain/x")]] {
            let other = Place()
            await #expect(throws: ToolFailure.self) { try await other.download(ScriptedExchange(answers)) }
            other.remove()
        }
    }

    @Test(
        "The errors of web servers are distinguished",
        arguments: [(404, .notFound), (403, .accessDenied), (416, .wrongSize)] as [(Int, FailureReason)]
    )
    func refusals(status: Int, reason: FailureReason) async throws {
        let place = Place()
        defer { place.remove() }
        let failure = await #expect(throws: ToolFailure.self) {
            try await place.download(ScriptedExchange(.reply(status)))
        }
        #expect(failure?.reason == reason)
    }

    @Test("A request to a busy web server is retried")
    func busy() async throws {
        let place = Place()
        defer { place.remove() }
        _ = try await place.download(ScriptedExchange(.reply(503), Self.size, .reply(429), Self.whole))
        #expect(place.text == "abcdef")
    }

    @Test(
        "Names that would lead elsewhere and invalid URLs are refused",
        arguments: ["", ".", "..", "a/b", "a\nb", String(repeating: "x", count: 201)]
    )
    func names(name: String) throws {
        let source = try WebDownload("https://host/x", exchange: ScriptedExchange())
        #expect(throws: ToolFailure.self) { try Download(source, to: "/tmp", name: name) }
    }

    @Test(
        "URLs without TLS or with a password are refused, and the message does not repeat them",
        arguments: [
            "http://host/canary", "https://user:canary@host/x", "ftp://host/canary", "https:///canary", "canary",
        ]
    )
    func urls(url: String) {
        let failure = #expect(throws: ToolFailure.self) { try WebDownload(url, exchange: ScriptedExchange()) }
        #expect(failure?.reason == .invalidConfiguration)
        #expect(failure?.message.contains("canary") == false)
    }

    @Test("Two processes do not write the same file at once")
    func locked() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "partial-\(UUID().uuidString)").path()
        let first = try PartialFile(path)
        let failure = #expect(throws: ToolFailure.self) { _ = try PartialFile(path) }
        #expect(failure?.message.contains("another process is writing") == true)
        first.remove()
    }

    @Test("The error for a directory that cannot be created names it and says what to do")
    func noDirectory() async throws {
        let source = try WebDownload("https://host/x", exchange: ScriptedExchange())
        let failure = await #expect(throws: ToolFailure.self) {
            try await Download(source, to: "/proc/nowhere", name: "x").run()
        }
        #expect(failure?.reason == .cannotWrite)
    }
}
