internal import KubeCore
internal import Synchronization

/// The last states of children that have disappeared, by owner; a value, so that its rules can be tested in isolation.
///
/// A cache shows that a child is missing, and nothing about how it was in the end: whether its work was done when it was
/// removed, or was cut off. What is kept here is lost with the process, which is right: another process cannot know
/// what has happened before it began to watch.
struct Departures<Child: KubeObject>: Sendable {
    private var byOwner: [String: [Child]] = [:]

    /// Greatest number of children that are kept for one owner; earlier ones no longer matter.
    static var limit: Int { 4 }

    /// The children of the owner with this UID that have disappeared, the last one last.
    func children(ofOwner uid: String) -> [Child] { byOwner[uid] ?? [] }

    /// A child has disappeared.
    mutating func add(_ child: Child, ofOwner uid: String) {
        let others = (byOwner[uid] ?? []).filter { $0.key != child.key }
        byOwner[uid] = (others + [child]).suffix(Self.limit)
    }

    /// A child is there, possibly under the name of one that has disappeared.
    mutating func remove(_ child: Child, ofOwner uid: String) {
        guard let known = byOwner[uid] else { return }
        let left = known.filter { $0.key != child.key }
        byOwner[uid] = left.isEmpty ? nil : left
    }

    /// An owner has disappeared.
    mutating func removeOwner(_ uid: String) { byOwner[uid] = nil }
}

/// ``Departures`` that the handlers of a cache write and reconciles read.
final class DepartureMemory<Child: KubeObject>: Sendable {
    let departures = Mutex(Departures<Child>())
}
