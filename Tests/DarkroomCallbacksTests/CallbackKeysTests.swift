import DarkroomLogic
import FoundationEssentials
import KubeCore
import Testing

@testable import DarkroomCallbacks

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
        keys.text(of: CallbackToken(attempt: attempt, expiry: later), forRun: uid)
    }

    @Test("is accepted for its run until it expires")
    func accepted() throws {
        let keys = try Self.keys(1)
        let token = try keys.verify(Self.token(keys), forRun: Self.uid, now: Self.now)
        #expect(token == CallbackToken(attempt: 2, expiry: Self.later))
        #expect(throws: CallbackTokenRejection.expired) {
            try keys.verify(Self.token(keys), forRun: Self.uid, now: Self.later)
        }
    }

    @Test("is the HMAC-SHA256 that other programs compute")
    func known() throws {
        let text = Self.token(try Self.keys(0))
        // printf 'darkroom-callback:d1.2.1700000600:UID' | openssl dgst -sha256 -mac HMAC -macopt hexkey:00..00
        #expect(text == "d1.2.1700000600.b1AsMOR_-pV2Y3L4u6xJ4JEUvljyGZzOh5H3Lno1R34")
    }

    @Test("is rejected for another run")
    func otherRun() throws {
        let keys = try Self.keys(1)
        #expect(throws: CallbackTokenRejection.forged) {
            try keys.verify(Self.token(keys), forRun: "another", now: Self.now)
        }
    }

    @Test("is rejected after any change to its text")
    func changed() throws {
        let keys = try Self.keys(1)
        let text = Self.token(keys)
        for index in text.indices {
            var other = text
            other.replaceSubrange(index...index, with: text[index] == "3" ? "4" : "3")
            #expect(throws: CallbackTokenRejection.self, "\(other)") {
                try keys.verify(other, forRun: Self.uid, now: Self.now)
            }
        }
    }

    @Test(
        "is rejected when the text is not a token",
        arguments: [
            "", "d1", "d1..1.x", "d1.1.1700000600.", "d2.1.1700000600.AAAA", "d1.+1.1700000600.AAAA",
            "d1.01.1700000600.AAAA", "d1.1.99999999999999999999.AAAA", "d1.1.1700000600.A/A+",
            String(repeating: "d1.1.1.", count: 100), "Bearer d1.1.1.AAAA", "d1.1.1700000600.AAAA\n",
        ]
    )
    func malformed(text: String) throws {
        let keys = try Self.keys(1)
        #expect(throws: CallbackTokenRejection.self) {
            try keys.verify(text, forRun: Self.uid, now: Self.now)
        }
    }

    @Test("is accepted after a new key was put in front, and rejected once its own key is gone")
    func rotation() throws {
        let old = try Self.keys(1)
        let text = Self.token(old)
        #expect(try Self.keys(2, 1).verify(text, forRun: Self.uid, now: Self.now).attempt == 2)
        #expect(Self.token(try Self.keys(2, 1)) == Self.token(try Self.keys(2)))
        #expect(throws: CallbackTokenRejection.forged) {
            try Self.keys(2).verify(text, forRun: Self.uid, now: Self.now)
        }
    }

    @Test(
        "needs a key that can be read and is long enough",
        arguments: [
            ("", CallbackKeys.Problem.noKey), ("# only words\n\n", .noKey),
            ("not base64!", .unreadable(line: 1)),
            ("\nc2hvcnQ=", .tooShort(line: 2, bytes: 5)),
        ]
    )
    func badFile(text: String, problem: CallbackKeys.Problem) {
        #expect(throws: problem) { try CallbackKeys(text: text) }
    }

    @Test("is identified in logs by a few digits of its hash")
    func fingerprints() throws {
        #expect(fingerprint(ofToken: "abc") == "ba7816bf8f01")
    }
}
