public import KubeCore

/// What a trainer's token says: which attempt it is for, and how long it is good. Which run, it does not say: the
/// run's UID, which stands in the call's path, is part of what is authenticated.
public struct CallbackToken: Hashable, Sendable {
    /// Number of the attempt.
    public var attempt: Int
    /// When the token ends.
    public var expiry: Timestamp

    /// Describes a token.
    public init(attempt: Int, expiry: Timestamp) {
        self.attempt = attempt
        self.expiry = expiry
    }

    /// First part of a token's text: its form.
    private static let form = "d1"

    /// Longest text that can be a token; nothing longer is looked at.
    static let maxLength = 256

    private var claims: String {
        "\(Self.form).\(attempt).\(expiry.wholeSeconds)"
    }

    /// The bytes that are authenticated. None of the parts can hold the dot or the colon that parts them from the
    /// next, so that no two tokens come to the same bytes.
    func message(forRun uid: String) -> [UInt8] { Array("darkroom-callback:\(claims):\(uid)".utf8) }

    /// The token's text, to be sent as bearer token.
    func text(authenticatedBy code: [UInt8]) -> String { "\(claims).\(Base64URL.text(of: code))" }
}

extension CallbackToken {
    /// Reads a token's text; nothing about it is trusted before its code has been found right.
    ///
    /// - Returns: The token and its authentication code; nil for what is no token.
    static func parse(_ text: String) -> (token: CallbackToken, code: [UInt8])? {
        guard text.utf8.count <= maxLength else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == form, let attempt = Int(parts[1]), let seconds = Int64(parts[2]),
            let code = Base64URL.bytes(of: String(parts[3]))
        else { return nil }
        let token = CallbackToken(attempt: attempt, expiry: Timestamp(seconds: seconds))
        // One text a token: "+1" and "01" are numbers too.
        guard token.text(authenticatedBy: code) == text else { return nil }
        return (token, code)
    }
}
