public import KubeCore

/// What a trainer's token claims: the attempt it is for, and how long it is valid.
///
/// It does not name its run: the run's UID is part of the path of every call, and of what is authenticated.
public struct CallbackToken: Hashable, Sendable {
    /// Number of the attempt.
    public var attempt: Int
    /// When the token expires.
    public var expiry: Timestamp

    /// Describes a token.
    public init(attempt: Int, expiry: Timestamp) {
        self.attempt = attempt
        self.expiry = expiry
    }
}

/// Turns tokens into the text that trainers send. Keys and cryptography belong to the conforming type.
public protocol CallbackTokenSigner: Sendable {
    /// The signed text of a token for the run with this UID.
    func text(of token: CallbackToken, forRun uid: String) -> String
}
