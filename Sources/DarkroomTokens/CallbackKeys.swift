internal import Crypto
public import DarkroomLogic

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// The keys that trainers' tokens are authenticated with, by HMAC-SHA256.
///
/// The first key makes new tokens, all of them check. To replace a key, put the new one in front, and take the old
/// one away once no token made with it is in use.
public struct CallbackKeys: Sendable {
    // Bytes and not SymmetricKey, which is not Sendable.
    private let first: [UInt8]
    private let others: [[UInt8]]

    /// Shortest key, in bytes: as long as what the hash gives. Source: RFC 2104, section 3.
    public static let minimumLength = 32

    /// What is wrong with a key file.
    public enum Problem: Error, Hashable, Sendable, CustomStringConvertible {
        case none
        case unreadable(line: Int)
        case tooShort(line: Int, bytes: Int)

        /// The problem in words; never any part of a key.
        public var description: String {
            let advice = "make one with: head -c 32 /dev/urandom | base64"
            return switch self {
            case .none: "there is no key in it; \(advice)"
            case .unreadable(let line): "line \(line) is not base64; \(advice)"
            case .tooShort(let line, let bytes):
                "the key in line \(line) has \(bytes) bytes, at least \(CallbackKeys.minimumLength) are needed; \(advice)"
            }
        }
    }

    /// Reads keys from a file's text: one a line, in base64. Empty lines and lines that begin with `#` are passed by.
    public init(text: String) throws(Problem) {
        var keys: [[UInt8]] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let word = line.filter { !$0.isWhitespace }
            guard !word.isEmpty, !word.hasPrefix("#") else { continue }
            guard let data = Data(base64Encoded: word) else { throw .unreadable(line: index + 1) }
            guard data.count >= Self.minimumLength else {
                throw .tooShort(line: index + 1, bytes: data.count)
            }
            keys.append(Array(data))
        }
        guard let first = keys.first else { throw .none }
        self.first = first
        others = Array(keys.dropFirst())
    }

    /// Makes tokens.
    public var signer: CallbackTokenSigner {
        CallbackTokenSigner { [first] message in
            Array(HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: first)))
        }
    }

    /// Checks tokens, in a time that does not depend on what is wrong with their codes.
    public var verifier: CallbackTokenVerifier {
        CallbackTokenVerifier { [keys = [first] + others] code, message in
            keys.contains { key in
                HMAC<SHA256>.isValidAuthenticationCode(
                    code,
                    authenticating: message,
                    using: SymmetricKey(data: key)
                )
            }
        }
    }
}

/// What a log may say of a token: enough to find it again in two places, nothing to use it by.
public func fingerprint(ofToken text: String) -> String {
    SHA256.hash(data: Data(text.utf8)).prefix(6).map { byte in
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0\(digits)" : digits
    }.joined()
}
