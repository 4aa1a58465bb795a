import Testing

@testable import DarkroomTools

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("Local datasets")
struct LocalDatasetTests {
    /// Verifies a path in a directory that `prepare` fills.
    private func verify(
        _ name: String,
        _ expectations: DatasetExpectations = .init(),
        prepare: (URL) throws -> Void
    ) async throws -> String {
        let directory = FileManager.default.temporaryDirectory.appending(path: "dataset-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try prepare(directory)
        let path = directory.appending(path: name).path()
        let settings = try DatasetSettings(environment: [:], uri: path)
        return try await DatasetVerification(settings, expecting: expectations, exchange: ScriptedExchange())
            .run()
    }

    private func failure(
        _ name: String,
        _ expectations: DatasetExpectations = .init(),
        prepare: (URL) throws -> Void
    ) async -> ToolFailure? {
        await #expect(throws: ToolFailure.self) { try await verify(name, expectations, prepare: prepare) }
    }

    private func write(_ bytes: [UInt8], to url: URL) throws {
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(bytes).write(to: url)
    }

    @Test("A valid archive passes, and its contents are reported")
    func archive() async throws {
        let archive = ZipWriter("train/a", "val/b").bytes()
        let words = try await verify("data.zip", .init(minimumFiles: 2, prefixes: ["train/", "val/"])) {
            try write(archive, to: $0.appending(path: "data.zip"))
        }
        #expect(words.hasSuffix("2 files in an archive of \(archive.count) bytes, 8 unpacked"))
    }

    @Test("A directory passes if its files do")
    func directory() async throws {
        let words = try await verify("data", .init(minimumFiles: 2, prefixes: ["train/cats/", "val/"])) {
            try write([1, 2, 3], to: $0.appending(path: "data/train/cats/a"))
            try write([1], to: $0.appending(path: "data/val/b"))
        }
        #expect(words.hasSuffix("a directory with 2 files, 4 bytes"))
    }

    @Test("The check of a directory that links to itself ends")
    func circle() async throws {
        let words = try await verify("data") {
            try write([1], to: $0.appending(path: "data/a"))
            try FileManager.default.createSymbolicLink(
                at: $0.appending(path: "data/loop"),
                withDestinationURL: $0.appending(path: "data")
            )
        }
        #expect(words.contains("1 files"))
    }

    @Test("A dataset that is missing, empty or not an archive is named with its path")
    func failures() async {
        let missing = await failure("data.zip") { _ in }
        #expect(missing?.reason == .notFound)
        #expect(missing?.message.contains("/data.zip does not exist") == true)
        let empty = await failure("data.zip") { try write([], to: $0.appending(path: "data.zip")) }
        #expect(empty?.reason == .wrongSize)
        #expect(empty?.message.contains("/data.zip is empty") == true)
        let text = await failure("data.zip") {
            try write(Array("no archive".utf8), to: $0.appending(path: "data.zip"))
        }
        #expect(text?.reason == .corruptArchive)
        let none = await failure("data", .init(prefixes: ["val/"])) {
            try write([1], to: $0.appending(path: "data/train/a"))
        }
        #expect(none?.reason == .wrongLayout)
        #expect(none?.message.contains("everything is under \"train/\"") == true)
    }

    @Test("A file in another format is checked only for its size, and the result says so")
    func otherFormat() async throws {
        let prepare = { (url: URL) in try write([1], to: url.appending(path: "data.tar")) }
        #expect(try await verify("data.tar", prepare: prepare).contains("only its size was checked"))
        #expect(
            await failure("data.tar", .init(prefixes: ["x/"]), prepare: prepare)?.reason
                == .unsupportedArchive
        )
    }

    @Test("Only the end of a huge sparse file is read")
    func sparse() async throws {
        let archive = ZipWriter("train/a").bytes()
        let words = try await verify("data.zip") { url in
            let path = url.appending(path: "data.zip")
            try Data().write(to: path)
            let file = try SparseFile(path.path())
            // Bytes before the archive, as in a self-extracting one.
            try file.write(archive, at: 200 << 20)
        }
        #expect(words.contains("1 files"))
    }
}
