/// How many items to request per page of a list: fewer when the items are large, so that a page is no burden for the
/// server and this process.
struct PageSize: Sendable {
    /// The size of client-go's pages.
    static let greatest = 500

    private(set) var limit = greatest

    /// Call this when a page was too large.
    ///
    /// - Parameter items: Number of items that could be read of it.
    mutating func tooLarge(items: Int) {
        // Two thirds of what fitted, because the next items may be larger.
        limit = max(1, min(limit / 2, items * 2 / 3))
    }

    /// Call this when a new list begins: its items may be smaller.
    mutating func beginList() { limit = min(Self.greatest, limit * 2) }
}
