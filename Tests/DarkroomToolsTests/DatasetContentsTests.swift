import Testing

@testable import DarkroomTools

@Suite("The contents of datasets")
struct DatasetContentsTests {
    private func failure(
        _ names: [String],
        _ expectations: DatasetExpectations = .init(),
        change: (inout ZipWriter) -> Void = { _ in }
    ) async throws -> ToolFailure? {
        var writer = ZipWriter()
        writer.entries = names.map(ZipWriter.Entry.init)
        change(&writer)
        var contents = DatasetContents(expecting: expectations.prefixes)
        try await ZipDirectory(of: CountedBytes(writer.bytes())).forEachEntry { contents.add($0) }
        do throws(ToolFailure) {
            try expectations.check(contents)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "Names that lead outside the dataset are refused",
        arguments: [
            "../x", "a/../../x", "/etc/passwd", "\\windows", "a\\..\\x", "C:\\x", "c:x", "..", "a/..", "",
            "a\0b",
            "\\\\server\\share",
        ]
    )
    func leadingOutside(name: String) async throws {
        let failure = try await failure(["train/a", name])
        #expect(failure?.reason == .unsafeArchive)
    }

    @Test(
        "Unusual but harmless names are accepted",
        arguments: ["..a/b", "a..", "a/...", "été/日本.jpg", ":x", "1:x", "a:b/c"]
    )
    func odd(name: String) async throws {
        let failure = try await failure([name])
        #expect((failure == nil) == (name != "a:b/c"))
    }

    @Test("Encrypted files are refused", arguments: [0x0001, 0x2000] as [UInt16])
    func encrypted(flag: UInt16) async throws {
        let failure = try await failure(["a"]) { $0.entries[0].flags = flag }
        #expect(failure?.reason == .unsupportedArchive)
        #expect(failure?.message.contains("encrypted") == true)
    }

    @Test("Two files with the same name are refused, and two directories with the same name are not")
    func duplicates() async throws {
        #expect(try await failure(["a/", "a/", "a/x"]) == nil)
        #expect(try await failure(["a/x", "b", "a/x"])?.reason == .corruptArchive)
    }

    @Test(
        "Each expected prefix must have a file",
        arguments: [
            (["train/a", "val/b"], ["train/", "val/"], nil),
            (["./train/images/a"], ["train/", "train/images/"], nil),
            (["train/a", "val/"], ["train/", "val/"], "no file under \"val/\""),
            (["data/train/a", "data/val/b"], ["train/"], "everything is under \"data/\""),
            (["a.jpg", "b/c.jpg"], ["train/"], "its top level has a.jpg, b/"),
        ] as [([String], [String], String?)]
    )
    func prefixes(names: [String], prefixes: [String], words: String?) async throws {
        let failure = try await failure(names, .init(prefixes: prefixes))
        #expect(failure?.reason == words.map { _ in .wrongLayout })
        if let words { #expect(failure?.message.contains(words) == true, "\(failure?.message ?? "")") }
    }

    @Test("Directories do not count as files")
    func fewestFiles() async throws {
        #expect(try await failure(["a/", "b/", "b/x"], .init(minimumFiles: 1)) == nil)
        #expect(try await failure(["a/", "b/", "b/x"], .init(minimumFiles: 2))?.reason == .wrongLayout)
        #expect(try await failure([])?.message == "has 0 files, and at least 1 are expected")
    }

    @Test("Many findings are counted, and only a few are named")
    func findings() {
        var findings = DatasetContents.Findings()
        for index in 1...100 { findings.add("name \(index)\n") }
        #expect(findings.summary == "\"name 1\u{FFFD}\", \"name 2\u{FFFD}\", \"name 3\u{FFFD}\" and 97 more")
    }

    @Test("Sizes that add up beyond 64 bits saturate")
    func saturation() {
        var contents = DatasetContents()
        contents.add(file: "a", size: .max)
        contents.add(file: "b", size: 5)
        #expect(contents.bytes == .max)
    }

    @Test(
        "A dataset's size is checked against its limits",
        arguments: [
            (0, .init(), "is empty"), (5, .init(minimumSize: 6), "at least 6"),
            (7, .init(maximumSize: 6), "at most 6"),
        ] as [(UInt64, DatasetExpectations, String)]
    )
    func sizes(size: UInt64, expectations: DatasetExpectations, words: String) {
        let failure = #expect(throws: ToolFailure.self) { try expectations.check(size: size) }
        #expect(failure?.reason == .wrongSize)
        #expect(failure?.message.contains(words) == true)
    }
}
