/// Makes tokens. What authenticates them is handed in, so that this module knows no key and no cryptography.
public struct CallbackTokenSigner: Sendable {
    private let code: @Sendable (_ message: [UInt8]) -> [UInt8]

    /// - Parameter code: Authentication code of a message.
    public init(code: @escaping @Sendable (_ message: [UInt8]) -> [UInt8]) { self.code = code }

    /// The text of a token for the run with this UID.
    public func text(of token: CallbackToken, forRun uid: String) -> String {
        token.text(authenticatedBy: code(token.message(forRun: uid)))
    }
}
