/// Objects of one type: as the API server has them, and as the operator's cache shows them.
///
/// Each cache follows the server on its own, so any of them can be behind while the others are not.
struct Cached<Objects: Hashable & Sendable>: Hashable, Sendable {
    /// As the API server has them. A change shows in the cache at once, unless the cache is behind.
    var stored: Objects
    private var shown: Objects?
    /// Whether the operator has written such an object since the cache fell behind. It does not reconcile before it has
    /// seen its own writes.
    private(set) var isAwaited = false

    init(_ objects: Objects) { stored = objects }

    var isBehind: Bool { shown != nil }

    /// What the operator sees.
    var seen: Objects { shown ?? stored }

    /// Whether the cache shows the present state.
    var isCurrent: Bool { shown.map { $0 == stored } ?? true }

    mutating func fallBehind() { shown = stored }

    mutating func catchUp() {
        shown = nil
        isAwaited = false
    }

    /// Changes the objects as the operator, which will wait until it has seen the change.
    mutating func write(_ change: (inout Objects) -> Void) {
        change(&stored)
        isAwaited = isBehind
    }
}
