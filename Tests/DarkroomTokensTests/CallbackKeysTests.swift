import DarkroomLogic
import DarkroomTokens
import FoundationEssentials
import KubeCore
import Testing

@Suite("A trainer's token")
struct CallbackKeysTests {
    static let uid = "0a1b2c3d-0000-4000-8000-00000000000f"
    static let now = Timestamp(Date(timeIntervalSince1970: 1_700_000_000))
    static let later = Timestamp(Date(timeIntervalSince1970: 1_700_000_600))

    static func keyLine(_ byte: UInt8) -> String { Data(repeating: byte, count: 32).base64EncodedString() }

    static func keys(_ bytes: UInt8...) throws -> CallbackKeys {
        try CallbackKeys(text: bytes.map(keyLine).joined(separator: "\n"))
    }

    static func token(_ keys: CallbackKeys, attempt: Int = 2) -> String {
        keys.signer.text(of: CallbackToken(attempt: attempt, expiry: later), forRun: uid)
    }

    @Test("is taken for its run, until its time is over")
    func taken() throws {
        let keys = try Self.keys(1)
        let token = try keys.verifier.verify(Self.token(keys), forRun: Self.uid, now: Self.now)
        #expect(token == CallbackToken(attempt: 2, expiry: Self.later))
        #expect(throws: CallbackTokenVerifier.Refusal.expired) {
            try keys.verifier.verify(Self.token(keys), forRun: Self.uid, now: Self.later)
        }
    }

    @Test("is the HMAC-SHA256 that other programs compute too")
    func known() throws {
        let text = Self.token(try Self.keys(0))
        // printf 'darkroom-callback:d1.2.1700000600:UID' | openssl dgst -sha256 -mac HMAC -macopt hexkey:00..00
        #expect(text == "d1.2.1700000600.b1AsMOR_-pV2Y3L4u6xJ4JEUvljyGZzOh5H3Lno1R34")
    }

    @Test("is refused for another run")
    func otherRun() throws {
        let keys = try Self.keys(1)
        #expect(throws: CallbackTokenVerifier.Refusal.forged) {
            try keys.verifier.verify(Self.token(keys), forRun: "another", now: Self.now)
        }
    }

    @Test("is good for anything in it to be changed: never")
    func changed() throws {
        let keys = try Self.keys(1)
        let text = Self.token(keys)
        for index in text.indices {
            var other = text
            other.replaceSubrange(index...index, with: text[index] == "3" ? "4" : "3")
            #expect(throws: CallbackTokenVerifier.Refusal.self, "\(other)") {
                try keys.verifier.verify(other, forRun: Self.uid, now: Self.now)
            }
        }
    }

    @Test(
        "is none when it is anything else",
        arguments: [
            "", "d1", "d1..1.x", "d1.1.1700000600.", "d2.1.1700000600.AAAA", "d1.+1.1700000600.AAAA",
            "d1.01.1700000600.AAAA", "d1.1.99999999999999999999.AAAA", "d1.1.1700000600.A/A+",
            String(repeating: "d1.1.1.", count: 100), "Bearer d1.1.1.AAAA", "d1.1.1700000600.AAAA\n",
        ]
    )
    func malformed(text: String) throws {
        let keys = try Self.keys(1)
        #expect(throws: CallbackTokenVerifier.Refusal.self) {
            try keys.verifier.verify(text, forRun: Self.uid, now: Self.now)
        }
    }

    @Test("goes on to be taken when a new key is put in front, and not when its own is gone")
    func rotation() throws {
        let old = try Self.keys(1)
        let text = Self.token(old)
        #expect(try Self.keys(2, 1).verifier.verify(text, forRun: Self.uid, now: Self.now).attempt == 2)
        #expect(Self.token(try Self.keys(2, 1)) == Self.token(try Self.keys(2)))
        #expect(throws: CallbackTokenVerifier.Refusal.forged) {
            try Self.keys(2).verifier.verify(text, forRun: Self.uid, now: Self.now)
        }
    }

    @Test(
        "comes from keys that are long enough",
        arguments: [
            ("", CallbackKeys.Problem.none), ("# only words\n\n", .none),
            ("not base64!", .unreadable(line: 1)),
            ("\nc2hvcnQ=", .tooShort(line: 2, bytes: 5)),
        ]
    )
    func badFile(text: String, problem: CallbackKeys.Problem) {
        #expect(throws: problem) { try CallbackKeys(text: text) }
    }

    @Test("is told in logs by a few digits of its hash")
    func fingerprints() throws {
        #expect(fingerprint(ofToken: "abc") == "ba7816bf8f01")
    }
}
