import DarkroomTraffic
import Synchronization

/// The slots at pods that take a bounded number of requests at a time, and the requests that wait for one.
///
/// Shared by all event loops, because a pod's bound applies to all of them together.
final class PodCapacity: Sendable {
    private struct Waiter {
        let ticket: UInt64
        let resume: @Sendable () -> Void
    }

    private struct State {
        var taken: [PodAddress: Int] = [:]
        /// In the order in which the requests came.
        var queues: [ServiceID: [Waiter]] = [:]
    }

    private let state = Mutex(State())

    /// Takes a slot at the pod with the most room. First come, first served: no request takes one while another is
    /// first in line.
    ///
    /// - Parameters:
    ///   - ticket: Ticket of the request, if it waits in line.
    ///   - avoided: A pod that has just failed; taken only when no other has room.
    /// - Returns: nil when all are full, or other requests are in line before.
    func acquire(
        _ ticket: UInt64?,
        of service: ServiceID,
        among pods: [PodAddress],
        containerConcurrency: Int,
        avoiding avoided: PodAddress?
    ) -> PodAddress? {
        state.withLock { state in
            if let first = state.queues[service]?.first, first.ticket != ticket { return nil }
            let free = pods.filter { state.taken[$0, default: 0] < containerConcurrency }
            let others = free.filter { $0 != avoided }
            let pod = (others.isEmpty ? free : others)
                .min { state.taken[$0, default: 0] < state.taken[$1, default: 0] }
            if let pod { state.taken[pod, default: 0] += 1 }
            return pod
        }
    }

    /// Releases a slot; the first request that waits for the service may try again.
    func release(_ pod: PodAddress, of service: ServiceID) {
        let next = state.withLock { state in
            let left = state.taken[pod, default: 1] - 1
            state.taken[pod] = left > 0 ? left : nil
            return state.queues[service]?.first
        }
        next?.resume()
    }

    /// How many requests wait for the service.
    func queueLength(_ service: ServiceID) -> Int { state.withLock { $0.queues[service]?.count ?? 0 } }

    /// Waits for a slot. A request that is resumed stays in line until ``leave(_:of:)``: another may be faster.
    ///
    /// - Parameter queueLimit: How many requests may wait.
    /// - Returns: Whether there was room to wait.
    func joinQueue(
        _ ticket: UInt64,
        of service: ServiceID,
        queueLimit: Int,
        resume: @escaping @Sendable () -> Void
    ) -> Bool {
        state.withLock { state in
            let count = state.queues[service]?.count ?? 0
            guard count < queueLimit else { return false }
            state.queues[service, default: []].append(Waiter(ticket: ticket, resume: resume))
            return true
        }
    }

    /// Waits no longer. A request that leaves the head of the line resumes the next one: there may be room for more than
    /// one.
    func leave(_ ticket: UInt64, of service: ServiceID) {
        let next = state.withLock { state -> Waiter? in
            let wasFirst = state.queues[service]?.first?.ticket == ticket
            state.queues[service]?.removeAll { $0.ticket == ticket }
            if state.queues[service]?.isEmpty == true { state.queues[service] = nil }
            return wasFirst ? state.queues[service]?.first : nil
        }
        next?.resume()
    }

    /// Has the first of the requests that wait for the service try again.
    func resumeFirst(of service: ServiceID) {
        state.withLock { $0.queues[service]?.first }?.resume()
    }

    /// Pods have come or gone: the first of the requests that wait for each service may try again.
    func podsChanged() {
        let first = state.withLock { $0.queues.values.compactMap(\.first) }
        for waiter in first { waiter.resume() }
    }
}
