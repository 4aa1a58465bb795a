import ClusterTestSupport
import FaultInjection
import KubeClient
import KubeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Many settled custom resources: nothing may be written except the lease's renewal (scenario R14).
struct SettledExperiment: Sendable {
    let environment: RunEnvironment
    let namespace: String
    /// Custom resources of each kind.
    let count: Int
    let seconds: Int

    /// - Returns: The measurements, as text.
    func run() async throws -> String {
        let plane = try await ControlPlane(environment, namespace: namespace)
        let replica = try await Replica(environment, namespace: namespace, "a")
        do {
            let words = try await measure(plane, replica)
            await replica.end()
            return words
        } catch {
            await replica.end()
            throw error
        }
    }

    private func measure(_ plane: ControlPlane, _ replica: Replica) async throws -> String {
        for index in 0..<count {
            for kind in Resource.kinds {
                try await plane.create(kind, "settled-\(index)", spec: Workload.spec(of: kind))
            }
        }
        try await areSettled(plane, replica)
        await replica.process.kill()
        let restarted = ContinuousClock.now
        try replica.process.start()
        let synced = try await timeToSync(replica, since: restarted)
        // Only the leader reconciles; the lease of the killed process has to expire first.
        try await environment.settle(within: .seconds(60)) {
            replica.lastRenewal.map { $0 > restarted } ?? false ? nil : "the new process does not lead"
        }
        let memory = try await watchMemory(replica)
        let since = replica.proxy.log.requests.filter { $0.at > restarted && !$0.request.isElection }
        let writes = since.filter { $0.request.verb.isWrite }
        guard writes.isEmpty else {
            throw Failure(
                "\(writes.count) writes, such as \(writes.prefix(5).map { "\($0.request.verb) \($0.request.target)" })"
            )
        }
        let others = since.filter { ![.list, .watch].contains($0.request.verb) }
        guard others.isEmpty else {
            throw Failure("\(others.count) requests besides lists and watches, such as \(others[0].request.target)")
        }
        return "\(3 * count) settled, synced \(synced) after the start, \(self.seconds) s without a write, "
            + "resident memory \(memory)"
    }

    /// When the last cache was complete: by then the watches after the lists are open.
    private func timeToSync(_ replica: Replica, since start: ContinuousClock.Instant) async throws -> Duration {
        var last = start
        try await environment.settle(within: .seconds(60), every: .milliseconds(20)) {
            var opened: [String: ContinuousClock.Instant] = [:]
            for request in replica.proxy.log.requests
            where request.at > start && request.request.verb == .watch && request.serverStatus == 200 {
                opened[request.request.resource] = opened[request.request.resource] ?? request.at
            }
            last = opened.values.max() ?? start
            return opened.count == Resource.watched.count ? nil : "not synced"
        }
        return last - start
    }

    /// Waits and measures.
    private func watchMemory(_ replica: Replica) async throws -> MemoryTrend {
        let began = ContinuousClock.now
        var memory = MemoryTrend()
        while .now - began < .seconds(self.seconds) {
            try await Task.sleep(for: .seconds(min(10, self.seconds)))
            if let exit = replica.process.unexpectedExit {
                throw Failure("the operator exited: \(exit)")
            }
            memory.add(replica.process.residentKilobytes, after: .now - began)
        }
        return memory
    }

    private func areSettled(_ plane: ControlPlane, _ replica: Replica) async throws {
        try await environment.settle(within: .seconds(Double(60 + count)), every: .milliseconds(500)) {
            for kind in Resource.kinds {
                let reported = try await plane.list(kind).count { $0.isReportedOn }
                if reported < count { return "\(reported) of \(count) \(kind) are reported on" }
            }
            return replica.proxy.log.quietFor > .seconds(3) ? nil : "still writing"
        }
    }
}

extension OperatorProcess {
    /// Resident memory of the process.
    var residentKilobytes: Int {
        let path = "/proc/\(processID)/statm"
        let pages = (try? String(contentsOf: URL(filePath: path), encoding: .utf8))?.split(separator: " ")
        return (pages?.dropFirst().first.flatMap { Int($0) } ?? 0) * 4
    }
}
