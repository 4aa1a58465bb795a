/// The path a route stands for: the path itself and everything below it.
public struct RoutePath: Hashable, Sendable {
    /// The segments between slashes; none for `/`.
    public let segments: [String]

    /// Reads a path of a spec. A slash at its end makes no difference.
    ///
    /// - Returns: nil unless the path starts with a slash and is made of visible ASCII characters, without
    ///   empty and dot segments, `?` and `#`: no request could ever have such a path.
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
