internal import DarkroomLogic
internal import DarkroomTraffic
internal import Synchronization

/// Measures how long services take to wake: from the moment `replicas` leaves zero to the first ready pod. Every replica
/// of the gateway sees the same, whichever of them woke the service.
final class ColdStarts: Sendable {
    private struct Entry {
        /// UID of the service, once it is known.
        var uid: String?
        var wakingSince: ContinuousClock.Instant?
        var record = ColdStartRecord()
    }

    private let entries = Mutex<[ServiceID: Entry]>([:])

    /// A service was scaled up from zero.
    func began(_ service: ServiceID, at now: ContinuousClock.Instant = .now) {
        entries.withLock { $0[service, default: Entry()].wakingSince = now }
    }

    /// It was scaled back to zero.
    func cancelled(_ service: ServiceID) {
        entries.withLock { $0[service]?.wakingSince = nil }
    }

    /// A service has a ready pod.
    func ended(_ service: ServiceID, at now: ContinuousClock.Instant = .now) {
        entries.withLock { entries in
            guard let since = entries[service]?.wakingSince else { return }
            entries[service]?.wakingSince = nil
            entries[service]?.record.add(now - since)
        }
    }

    /// The cold starts of a service; nil before the first one.
    func record(of service: ServiceID) -> ColdStartRecord? {
        entries.withLock { entries in
            entries[service].flatMap { $0.record.summary == nil ? nil : $0.record }
        }
    }

    /// Drops services that were deleted, also when another one has taken the name.
    ///
    /// - Parameter services: UIDs by name.
    func keep(_ services: [ServiceID: String]) {
        entries.withLock { entries in
            entries = entries.filter { key, entry in
                services[key].map { entry.uid == nil || entry.uid == $0 } ?? false
            }
            for key in entries.keys { entries[key]?.uid = services[key] }
        }
    }
}
