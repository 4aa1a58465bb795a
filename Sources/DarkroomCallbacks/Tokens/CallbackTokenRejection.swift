/// Why a token is not accepted. Only the log distinguishes the cases; the caller gets the same answer for each.
enum CallbackTokenRejection: String, Error, Hashable {
    /// The text is not a token.
    case malformed
    /// The code does not match: the token is forged, of another run, or signed with a key that is no longer in use.
    case forged
    /// The token has expired.
    case expired
}
