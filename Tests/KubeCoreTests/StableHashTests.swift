import Testing

@testable import KubeCore

/// Vectors of http://www.isthe.com/chongo/src/fnv/test_fnv.c.
@Suite("Stable hash")
struct StableHashTests {
    @Test(
        "The 32-bit hashes match the published test vectors",
        arguments: [
            ("", 0x811c_9dc5), ("a", 0xe40c_292c), ("b", 0xe70c_2de5), ("foo", 0xa9f3_7ed7),
            ("foobar", 0xbf9c_f968), ("chongo was here!\n", 0xd49930d5),
        ] as [(String, UInt32)]
    )
    func bits32(text: String, hash: UInt32) {
        #expect(StableHash.fnv1a32(text.utf8) == hash)
    }

    @Test(
        "The 64-bit hashes match the published test vectors",
        arguments: [
            ("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("b", 0xaf63_df4c_8601_f1a5),
            ("foo", 0xdcb2_7518_fed9_d577), ("foobar", 0x8594_4171_f739_67e8),
        ] as [(String, UInt64)]
    )
    func bits64(text: String, hash: UInt64) {
        #expect(StableHash.fnv1a64(text.utf8) == hash)
    }

    @Test("Hexadecimal text always has 16 digits")
    func hex() {
        #expect(StableHash.hex("foobar".utf8) == "85944171f73967e8")
        for number in 0..<2000 { #expect(StableHash.hex("\(number)".utf8).utf8.count == 16) }
    }
}
