public import KubeCore

/// Checks tokens against the run they are shown for.
public struct CallbackTokenVerifier: Sendable {
    /// Why a token is not taken. All but the log treats them alike.
    public enum Refusal: String, Error, Hashable, Sendable {
        /// The text is no token at all.
        case malformed
        /// The code is wrong: forged, of another run, or made with a key that is no longer in use.
        case forged
        /// The token's time is over.
        case expired
    }

    private let isRight: @Sendable (_ code: [UInt8], _ message: [UInt8]) -> Bool

    /// - Parameter isRight: Whether an authentication code belongs to a message; compares in constant time.
    public init(isRight: @escaping @Sendable (_ code: [UInt8], _ message: [UInt8]) -> Bool) {
        self.isRight = isRight
    }

    /// The token that `text` is, if it is a good one for the run with this UID. Whether its attempt is still the
    /// present one is for whoever knows the run to say.
    public func verify(_ text: String, forRun uid: String, now: Timestamp) throws(Refusal) -> CallbackToken {
        guard let (token, code) = CallbackToken.parse(text) else { throw .malformed }
        guard isRight(code, token.message(forRun: uid)) else { throw .forged }
        guard now < token.expiry else { throw .expired }
        return token
    }
}
