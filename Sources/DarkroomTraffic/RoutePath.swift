/// The path of a route, which stands for itself and everything below it.
public struct RoutePath: Hashable, Sendable {
    /// The segments between slashes; none for `/`.
    public let segments: [String]

    /// Parses a path. A slash at its end is ignored.
    ///
    /// - Returns: nil for a path that no request can have: it must start with a slash and consist of visible ASCII
    ///   characters, without `?`, `#`, and empty or dot segments.
    public init?(_ text: String) {
        guard text.utf8.first == UInt8(ascii: "/") else { return nil }
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x3F && $0 != 0x23 }) else {
            return nil
        }
        var segments = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(
            String.init
        )
        if segments.last == "" { segments.removeLast() }
        guard segments.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else { return nil }
        self.segments = segments
    }
}

extension RoutePath: CustomStringConvertible {
    public var description: String { "/" + segments.joined(separator: "/") }
}
