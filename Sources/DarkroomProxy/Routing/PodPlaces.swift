import DarkroomTraffic
import Synchronization

/// The places at pods that are given a bounded number of requests at a time, and the requests that wait for one.
///
/// Shared by all event loops: a pod has one bound, however many of them send to it.
final class PodPlaces: Sendable {
    private struct Waiter {
        let id: UInt64
        let resume: @Sendable () -> Void
    }

    private struct State {
        var taken: [PodAddress: Int] = [:]
        /// In the order in which the requests came.
        var waiting: [ServiceID: [Waiter]] = [:]
    }

    private let state = Mutex(State())

    /// Takes a place at the pod with the most room. First come, first served: nobody takes one while another is
    /// the first in line.
    ///
    /// - Parameters:
    ///   - id: Of the request, when it waits.
    ///   - avoided: A pod that has just failed; taken only when no other has room.
    /// - Returns: nil when all are full, or others are in line before.
    func take(
        _ id: UInt64?,
        of service: ServiceID,
        among pods: [PodAddress],
        containerConcurrency: Int,
        avoiding avoided: PodAddress?
    ) -> PodAddress? {
        state.withLock { state in
            if let first = state.waiting[service]?.first, first.id != id { return nil }
            let free = pods.filter { state.taken[$0, default: 0] < containerConcurrency }
            let others = free.filter { $0 != avoided }
            let pod = (others.isEmpty ? free : others)
                .min { state.taken[$0, default: 0] < state.taken[$1, default: 0] }
            if let pod { state.taken[pod, default: 0] += 1 }
            return pod
        }
    }

    /// Gives a place back; the first request that waits for the service may try again.
    func giveBack(_ pod: PodAddress, of service: ServiceID) {
        let next = state.withLock { state in
            let left = state.taken[pod, default: 1] - 1
            state.taken[pod] = left > 0 ? left : nil
            return state.waiting[service]?.first
        }
        next?.resume()
    }

    /// How many requests wait for the service.
    func queueLength(_ service: ServiceID) -> Int { state.withLock { $0.waiting[service]?.count ?? 0 } }

    /// Waits for a place. Whoever is resumed stays in line until ``leave(_:of:)``: somebody else may be faster.
    ///
    /// - Parameter queueLimit: Requests that may wait.
    /// - Returns: Whether there was room to wait.
    func wait(
        _ id: UInt64,
        for service: ServiceID,
        queueLimit: Int,
        resume: @escaping @Sendable () -> Void
    ) -> Bool {
        state.withLock { state in
            let count = state.waiting[service]?.count ?? 0
            guard count < queueLimit else { return false }
            state.waiting[service, default: []].append(Waiter(id: id, resume: resume))
            return true
        }
    }

    /// Waits no longer. One that has got its place passes the word on: there may be room for more than one.
    func leave(_ id: UInt64, of service: ServiceID) {
        let next = state.withLock { state -> Waiter? in
            let wasFirst = state.waiting[service]?.first?.id == id
            state.waiting[service]?.removeAll { $0.id == id }
            if state.waiting[service]?.isEmpty == true { state.waiting[service] = nil }
            return wasFirst ? state.waiting[service]?.first : nil
        }
        next?.resume()
    }

    /// Has the first of those that wait for the service try again.
    func lookAgain(_ service: ServiceID) {
        state.withLock { $0.waiting[service]?.first }?.resume()
    }

    /// Pods have come or gone: the first of those that wait for each service may try again.
    func podsChanged() {
        let first = state.withLock { $0.waiting.values.compactMap(\.first) }
        for waiter in first { waiter.resume() }
    }
}
