internal import DarkroomLogic
internal import KubeCore
internal import Synchronization

/// Measures how long services take to wake, from the number of pods that is asked for leaving zero to the first pod that
/// is ready. Every replica sees that alike, whichever of them did the waking.
final class ColdStarts: Sendable {
    private struct Entry {
        /// Identity of the service, once it is known.
        var uid: String?
        var wakingSince: ContinuousClock.Instant?
        var record = ColdStartRecord()
    }

    private let entries = Mutex<[ObjectKey: Entry]>([:])

    /// Pods of a service are asked for that has none.
    func began(_ service: ObjectKey, at now: ContinuousClock.Instant = .now) {
        entries.withLock { $0[service, default: Entry()].wakingSince = now }
    }

    /// They are no longer asked for.
    func gaveUp(_ service: ObjectKey) {
        entries.withLock { $0[service]?.wakingSince = nil }
    }

    /// A service has a ready pod.
    func ended(_ service: ObjectKey, at now: ContinuousClock.Instant = .now) {
        entries.withLock { entries in
            guard let since = entries[service]?.wakingSince else { return }
            entries[service]?.wakingSince = nil
            entries[service]?.record.add(now - since)
        }
    }

    /// What was measured of a service; nil before its first cold start.
    func record(of service: ObjectKey) -> ColdStartRecord? {
        entries.withLock { entries in
            entries[service].flatMap { $0.record.summary == nil ? nil : $0.record }
        }
    }

    /// Forgets services that are gone, also those in whose place there is another.
    ///
    /// - Parameter services: Identities by key.
    func keep(_ services: [ObjectKey: String]) {
        entries.withLock { entries in
            entries = entries.filter { key, entry in
                services[key].map { entry.uid == nil || entry.uid == $0 } ?? false
            }
            for key in entries.keys { entries[key]?.uid = services[key] }
        }
    }
}
