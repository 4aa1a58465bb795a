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
        let restarted = ContinuousClock.now
        try await replica.process.restart()
        let writesBefore = replica.writes.count
        try await settle(within: .seconds(60)) {
            let fresh = replica.proxy.log.requests.filter { $0.at > restarted && $0.request.verb == .watch }
            return Set(fresh.map(\.request.resource)).count == Resource.watched.count ? nil : "not synced"
        }
        let synced = ContinuousClock.now - restarted
        let early = replica.process.residentKilobytes
        try await Task.sleep(for: .seconds(self.seconds))
        let late = replica.process.residentKilobytes
        let writes = replica.writes.dropFirst(writesBefore).filter { !$0.request.isElection }
        guard writes.isEmpty else {
            throw Failure(
                "\(writes.count) writes, such as \(writes.prefix(5).map { "\($0.request.verb) \($0.request.target)" })"
            )
        }
        if let exit = replica.process.unexpectedExit {
            throw Failure("the operator ended by itself: \(exit)")
        }
        return "\(3 * count) settled, synced in \(synced), \(self.seconds) s without a write, "
            + "resident \(early) kB at the beginning and \(late) kB at the end"
    }

    private func areSettled(_ bench: Bench, _ replica: Replica) async throws {
        try await settle(within: .seconds(Double(60 + count)), every: .milliseconds(500)) {
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
