/// The children that have disappeared while the operator watched, as they were last: what `KindBuilder.departures`
/// remembers. A new process knows nothing of what happened before it.
struct Departures<Child: Hashable & Sendable>: Hashable, Sendable {
    private(set) var children: [Child] = []

    /// Compares the children before and after an action.
    ///
    /// A child that has disappeared is forgotten when there is another one of its name.
    mutating func update(
        from old: [Child],
        to new: [Child],
        uid: (Child) -> String,
        name: (Child) -> String
    ) {
        let gone = old.filter { child in !new.contains { uid($0) == uid(child) } }
        guard !gone.isEmpty || !children.isEmpty else { return }
        children = (children + gone).filter { child in !new.contains { name($0) == name(child) } }.suffix(4)
    }

    mutating func removeAll() { children = [] }
}
