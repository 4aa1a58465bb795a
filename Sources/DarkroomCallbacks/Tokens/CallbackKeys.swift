internal import Crypto
public import DarkroomLogic
internal import KubeCore

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// The keys that authenticate trainers' tokens, by HMAC-SHA256.
///
/// The first key signs new tokens; every key verifies. To replace a key, put the new one in front, and remove the old
/// one when no token signed with it is in use any longer.
public struct CallbackKeys: Sendable {
    // Bytes instead of SymmetricKey, which is not Sendable.
    private let first: [UInt8]
    private let others: [[UInt8]]

    /// Length of the shortest key, in bytes: that of the hash. Source: RFC 2104, section 3.
    public static let minimumLength = 32

    /// What is wrong with a key file.
    public enum Problem: Error, Hashable, Sendable, CustomStringConvertible {
        /// The file contains no key.
        case noKey
        /// A line is not base64.
        case unreadable(line: Int)
        /// A key is too short to be safe.
        case tooShort(line: Int, bytes: Int)

        /// Describes the problem; never contains any part of a key.
        public var description: String {
            let advice = "create a key with: head -c 32 /dev/urandom | base64"
            return switch self {
            case .noKey: "the file contains no key; \(advice)"
            case .unreadable(let line): "line \(line) is not base64; \(advice)"
            case .tooShort(let line, let bytes):
                "the key in line \(line) is too short: \(bytes) of at least \(CallbackKeys.minimumLength) bytes; \(advice)"
            }
        }
    }

    /// Reads keys from a file's text: one per line, in base64. Empty lines and lines that begin with `#` are skipped.
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
        guard let first = keys.first else { throw .noKey }
        self.first = first
        others = Array(keys.dropFirst())
    }

    /// The token in a text, provided that it is valid for the run with this UID. Whether its attempt is still the
    /// current one is for the caller to check.
    ///
    /// Takes the same time for every wrong authentication code.
    func verify(_ text: String, forRun uid: String, now: Timestamp) throws(CallbackTokenRejection) -> CallbackToken {
        guard let (token, code) = CallbackToken.parse(text) else { throw .malformed }
        let message = token.message(forRun: uid)
        let isAuthentic = ([first] + others).contains { key in
            HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: message, using: SymmetricKey(data: key))
        }
        guard isAuthentic else { throw .forged }
        guard now < token.expiry else { throw .expired }
        return token
    }
}

extension CallbackKeys: CallbackTokenSigner {
    public func text(of token: CallbackToken, forRun uid: String) -> String {
        let key = SymmetricKey(data: first)
        let code = HMAC<SHA256>.authenticationCode(for: token.message(forRun: uid), using: key)
        return token.text(authenticatedBy: Array(code))
    }
}
