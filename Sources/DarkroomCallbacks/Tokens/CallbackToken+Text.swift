internal import DarkroomLogic
internal import KubeCore

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// The text of a token: `d1.<attempt>.<expiry>.<authentication code>`.
extension CallbackToken {
    /// First part of the text: the version of its format.
    private static let version = "d1"

    /// Longest text that can be a token; longer ones are rejected unread.
    private static let maxLength = 256

    private var claims: String {
        "\(Self.version).\(attempt).\(Int64(exactly: expiry.date.timeIntervalSince1970.rounded(.down)) ?? 0)"
    }

    /// The bytes that are authenticated. No part can contain the separator that ends it, so that no two tokens have
    /// the same bytes.
    func message(forRun uid: String) -> [UInt8] { Array("darkroom-callback:\(claims):\(uid)".utf8) }

    /// The text to be sent as bearer token.
    func text(authenticatedBy code: [UInt8]) -> String { "\(claims).\(Base64URL.text(of: code))" }

    /// Reads a token's text. Nothing in it may be trusted until its code has been checked.
    ///
    /// - Returns: The token and its authentication code; nil when the text is not a token.
    static func parse(_ text: String) -> (token: CallbackToken, code: [UInt8])? {
        guard text.utf8.count <= maxLength else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == version, let attempt = Int(parts[1]), let seconds = Int64(parts[2]),
            let code = Base64URL.bytes(of: String(parts[3]))
        else { return nil }
        let expiry = Timestamp(Date(timeIntervalSince1970: Double(seconds)))
        let token = CallbackToken(attempt: attempt, expiry: expiry)
        // A token has only one text: "+1" and "01" are numbers too.
        guard token.text(authenticatedBy: code) == text else { return nil }
        return (token, code)
    }
}
