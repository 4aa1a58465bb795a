import FaultInjection
import KubeClient
import KubeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Many settled custom resources, at which nothing may happen but the renewal of the lease (row R14).
struct SettledRun: Sendable {
    let laboratory: Laboratory
    let namespace: String
    /// Custom resources of each kind.
    let count: Int
    let seconds: Int

    /// - Returns: What was measured, for the report.
    func run() async throws -> String {
        let bench = Bench(api: laboratory.api, namespace: namespace, restart: {})
        try await Bench.prepare(laboratory.api, namespace)
        let replica = try await Replica(laboratory, namespace: namespace, "a")
        do {
            let words = try await measure(bench, replica)
            await replica.end()
            return words
        } catch {
            await replica.end()
            throw error
        }
    }

    private func measure(_ bench: Bench, _ replica: Replica) async throws -> String {
        for index in 0..<count {
            for kind in Resource.kinds.keys.sorted() {
                try await bench.create(kind, "settled-\(index)", spec: Workload.spec(of: kind))
            }
        }
        try await areSettled(bench, replica)
        await replica.process.kill()
        let restarted = ContinuousClock.now
        try replica.process.start()
        let synced = try await timeToSync(replica, since: restarted)
        // Only who leads reconciles; the lease of the process that was killed has to run out first.
        try await laboratory.settle(within: .seconds(60)) {
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
        let odd = since.filter { ![.list, .watch].contains($0.request.verb) }
        guard odd.isEmpty else {
            throw Failure("\(odd.count) requests besides lists and watches, such as \(odd[0].request.target)")
        }
        return "\(3 * count) settled, synced \(synced) after the start, \(self.seconds) s without a write, "
            + "resident memory \(memory)"
    }

    /// When the last cache was complete: the watches that follow on the lists are open then.
    private func timeToSync(_ replica: Replica, since start: ContinuousClock.Instant) async throws -> Duration {
        var last = start
        try await laboratory.settle(within: .seconds(60), every: .milliseconds(20)) {
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

    /// Lets time pass and measures.
    private func watchMemory(_ replica: Replica) async throws -> MemoryCourse {
        let began = ContinuousClock.now
        var memory = MemoryCourse()
        while .now - began < .seconds(self.seconds) {
            try await Task.sleep(for: .seconds(min(10, self.seconds)))
            if let exit = replica.process.unexpectedExit {
                throw Failure("the operator ended by itself: \(exit)")
            }
            memory.add(replica.process.residentKilobytes, after: .now - began)
        }
        return memory
    }

    private func areSettled(_ bench: Bench, _ replica: Replica) async throws {
        try await laboratory.settle(within: .seconds(Double(60 + count)), every: .milliseconds(500)) {
            for kind in Resource.kinds.keys.sorted() {
                let reported = try await bench.list(kind).count { $0.isReportedOn }
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
