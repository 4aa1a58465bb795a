import Testing

@testable import DarkroomTools

@Suite("Zip directories")
struct ZipDirectoryTests {
    private func names(_ bytes: [UInt8], limits: ZipDirectory.Limits = .init()) async throws -> [String] {
        var names: [String] = []
        try await ZipDirectory(of: CountedBytes(bytes), limits: limits).forEachEntry { names.append($0.name) }
        return names
    }

    private func failure(_ bytes: [UInt8], limits: ZipDirectory.Limits = .init()) async -> ToolFailure? {
        await #expect(throws: ToolFailure.self) { try await names(bytes, limits: limits) }
    }

    @Test(
        "Valid archives are read, whatever surrounds their directory",
        arguments: [
            change { _ in }, change { $0.isZip64 = true }, change { $0.comment = Array("a comment".utf8) },
            change { $0.comment = [UInt8](repeating: 0x20, count: 65535) },
            change { $0.comment = [0x50, 0x4b, 5, 6] + [UInt8](repeating: 0, count: 18) + Array("!".utf8) },
            change { $0.prefix = Array("#!/bin/sh\n".utf8) },
            change {
                $0.prefix = Array("#!/bin/sh\n".utf8); $0.isZip64 = true
            },
            change { $0.trailer = [0, 0, 0] },
            change { $0.afterDirectory = [0x50, 0x4b, 5, 5, 0, 0] },
            change { $0.entries[0].isZip64 = true },
            change {
                $0.entries[1].isZip64 = true; $0.entries[1].extra = [9, 9, 2, 0, 1, 2]
            },
            change { $0.entries[0].comment = [1, 2, 3] },
        ]
    )
    func sound(writer: ZipWriter) async throws {
        #expect(try await names(writer.bytes()) == ["train/a.txt", "val/b.txt"])
    }

    @Test("An empty archive has no entries")
    func empty() async throws {
        #expect(try await names(ZipWriter().bytes()) == [])
    }

    @Test("A count modulo 65536, as old programs write it, is accepted")
    func wrappedCount() async throws {
        var writer = ZipWriter()
        writer.entries = (0..<65538).map { .init("f\($0)") }
        writer.lie = {
            $0.entries = 2; $0.entriesOnDisk = 2
        }
        #expect(try await names(writer.bytes()).count == 65538)
    }

    @Test(
        "The error names the kind of corruption",
        arguments: [
            (change { $0.lie = { $0.disk = 1 } }, .unsupportedArchive, "multi-part archive"),
            (change { $0.lie = { $0.entriesOnDisk = 1 } }, .unsupportedArchive, "multi-part archive"),
            (
                change {
                    $0.isZip64 = true; $0.lie = { $0.locatorDisks = 2 }
                }, .unsupportedArchive, "multi-part archive"
            ),
            (change { $0.lie = { $0.offset += 1000 } }, .corruptArchive, "beyond its end"),
            (change { $0.lie = { $0.size = 0xffff_fff0 } }, .corruptArchive, "beyond its end"),
            (
                change {
                    $0.isZip64 = true; $0.lie = { $0.size = .max }
                }, .corruptArchive, "beyond its end"
            ),
            (
                change {
                    $0.isZip64 = true; $0.lie = { $0.offset = .max }
                }, .corruptArchive, "beyond its end"
            ),
            (
                change {
                    $0.isZip64 = true;
                    $0.lie = {
                        $0.offset = .max; $0.size = .max
                    }
                }, .corruptArchive, "beyond"
            ),
            (
                change {
                    $0.lie = {
                        $0.entries = 60000; $0.entriesOnDisk = 60000
                    }
                }, .corruptArchive, "declares 60000"
            ),
            (
                change {
                    $0.lie = {
                        $0.entries = 1; $0.entriesOnDisk = 1
                    }
                }, .corruptArchive, "declares 1 "
            ),
            (
                change {
                    $0.isZip64 = true;
                    $0.lie = {
                        $0.entries = 1; $0.entriesOnDisk = 1
                    }
                }, .corruptArchive, "2 or more"
            ),
            (
                change {
                    $0.isZip64 = true;
                    $0.lie = {
                        $0.entries = .max; $0.entriesOnDisk = .max
                    }
                }, .unsupportedArchive, "are allowed"
            ),
            (change { $0.lie = { $0.size -= 1 } }, .corruptArchive, "other data where entry 1"),
            (
                change { $0.afterDirectory = [1, 2, 3, 4, 5] }, .corruptArchive,
                "other data where entry 3"
            ),
            (change { $0.afterDirectory = [0x50, 0x4b, 1, 2, 0] }, .corruptArchive, "ends within entry 3"),
            (change { $0.lie = { $0.offset = 0xffff_ffff } }, .corruptArchive, "Zip64"),
            (
                change {
                    $0.isZip64 = true; $0.lie = { $0.zip64Signature = 7 }
                }, .corruptArchive, "no Zip64 record"
            ),
            (
                change { $0.entries[0].claimedOffset = 0xffff_fff0 }, .corruptArchive,
                "lacks the bytes of train/a.txt"
            ),
            (
                change { $0.entries[0].claimedOffset = 0xffff_ffff }, .corruptArchive,
                "Zip64 sizes are missing"
            ),
            (
                change {
                    $0.entries[0].isZip64 = true; $0.entries[0].claimedOffset = .max
                }, .corruptArchive, "lacks the bytes"
            ),
            (
                change {
                    $0.entries[0].isZip64 = true; $0.entries[0].claimedPackedSize = .max - 5
                }, .corruptArchive, "lacks"
            ),
            (
                change { $0.entries[1].claimedPackedSize = 5000 }, .corruptArchive,
                "lacks the bytes of val/b.txt"
            ),
            (change { $0.entries[0].claimedOffset = 3 }, .corruptArchive, "does not have train/a.txt where"),
            (change { $0.entries[1].disk = 3 }, .corruptArchive, "another disk"),
        ] as [(ZipWriter, FailureReason, String)]
    )
    func corruptions(writer: ZipWriter, reason: FailureReason, words: String) async {
        let failure = await failure(writer.bytes())
        #expect(failure?.reason == reason)
        #expect(failure?.message.contains(words) == true, "\(failure?.message ?? "")")
    }

    @Test("Limits apply both to the declared and to the actual contents")
    func limits() async {
        let small = ZipDirectory.Limits(entries: 1)
        #expect(await failure(Self.change { _ in }.bytes(), limits: small)?.reason == .unsupportedArchive)
        let lying = Self.change {
            $0.lie = {
                $0.entries = 1; $0.entriesOnDisk = 1
            }
        }
        #expect(await failure(lying.bytes(), limits: small)?.reason == .unsupportedArchive)
        let short = ZipDirectory.Limits(directoryBytes: 50)
        #expect(await failure(Self.change { _ in }.bytes(), limits: short)?.reason == .unsupportedArchive)
    }

    @Test(
        "A file that is not an archive is recognised by its first bytes",
        arguments: [
            ([UInt8](repeating: 0, count: 100), "zeros"),
            ([0x1f, 0x8b] + [UInt8](repeating: 1, count: 50), "gzip"),
            (Array("<?xml version=\"1.0\"?><Error></Error>".utf8), "web page or XML"),
            (Array("version https://git-lfs.github.com/spec/v1\noid".utf8), "Git LFS"),
            ([0x50, 0x4b, 3, 4] + [UInt8](repeating: 1, count: 50), "truncated"), ([1, 2, 3], "3 bytes"),
            ([], "0 bytes"),
            (Array("just some text, long enough".utf8), "not a zip archive"),
        ]
    )
    func notZip(bytes: [UInt8], words: String) async {
        let failure = await failure(bytes)
        #expect(failure?.reason == .corruptArchive)
        #expect(failure?.message.contains(words) == true, "\(failure?.message ?? "")")
    }

    @Test("Every truncation is detected", arguments: [false, true])
    func truncations(isZip64: Bool) async {
        let whole = Self.change { $0.isZip64 = isZip64 }.bytes()
        for length in 0..<whole.count {
            #expect(await failure(Array(whole.prefix(length))) != nil, "\(length) of \(whole.count) bytes")
        }
    }

    @Test(
        "A changed byte anywhere never crashes the reader, which succeeds or reports a problem",
        arguments: [false, true]
    )
    func mutations(isZip64: Bool) async throws {
        let whole = Self.change {
            $0.isZip64 = isZip64; $0.entries[0].isZip64 = isZip64
        }.bytes()
        for index in whole.indices {
            for value: UInt8 in [0, 1, 0x7f, 0x80, 0xff] {
                var bytes = whole
                bytes[index] = value
                do {
                    _ = try await names(bytes)
                } catch let failure as ToolFailure {
                    #expect(!failure.message.isEmpty)
                }
            }
        }
    }

    @Test("Random bytes between valid signatures never crash the reader")
    func random() async throws {
        var generator = SplitMix(seed: 3)
        for _ in 0..<2_000 {
            var bytes = Self.change { $0.isZip64 = true }.bytes()
            for _ in 0..<8 {
                bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(
                    in: .min ... .max,
                    using: &generator
                )
            }
            _ = try? await names(bytes)
        }
    }

    @Test("A small archive takes one read, and a large directory one read for every four megabytes")
    func reads() async throws {
        let small = CountedBytes(Self.change { _ in }.bytes())
        try await ZipDirectory(of: small).forEachEntry { _ in }
        #expect(small.reads == 1)

        var writer = ZipWriter()
        writer.entries = (0..<100_000).map { .init("images/train/some-class/picture-\($0).jpeg") }
        writer.isZip64 = true
        let large = CountedBytes(writer.bytes())
        var count = 0
        try await ZipDirectory(of: large).forEachEntry { _ in count += 1 }
        #expect(count == 100_000)
        // Three reads for 8.5 MB of directory, one for the archive's end, and two for entries.
        #expect(large.reads <= 6)
        #expect(large.longest <= 4 << 20)
    }

    /// An archive of two files, changed.
    static func change(_ change: (inout ZipWriter) -> Void) -> ZipWriter {
        var writer = ZipWriter("train/a.txt", "val/b.txt")
        change(&writer)
        return writer
    }
}
