import FaultInjection
import KubeCore
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Recorded runs, and the runs that are compared with them.
final class Session: Sendable {
    private struct Record {
        let course: Course
        let log: RequestLog
    }

    private let laboratory: Laboratory
    private let parallel: Int
    private let settled: (count: Int, seconds: Int)
    private let stride: Int
    private let records = Mutex<[String: Record]>([:])
    private let runs = Atomic<Int>(0)

    /// - Parameters:
    ///   - settled: Custom resources of each kind in row R14, and for how long they are looked at.
    ///   - stride: Every how manieth mutation of row R13 is tried.
    init(laboratory: Laboratory, parallel: Int, settled: (count: Int, seconds: Int), stride: Int) {
        self.laboratory = laboratory
        self.parallel = parallel
        self.settled = settled
        self.stride = stride
    }

    /// Runs workloads without a fault.
    func record(_ workloads: [Workload]) async throws {
        let began = ContinuousClock.now
        try await withThrowingDiscardingTaskGroup { group in
            let gate = Gate(3)
            for workload in workloads {
                group.addTask { try await gate.pass { try await self.record(workload) } }
            }
        }
        let logs = records.withLock { $0.values.map(\.log) }
        let writes = logs.reduce(0) { $0 + $1.writes.count }
        let events = logs.reduce(0) { $0 + $1.events.count }
        say(
            "recorded \(logs.count) workloads: \(writes) writes, \(events) events, \(seconds(since: began)) s"
        )
    }

    private func record(_ workload: Workload) async throws {
        do {
            let run = try await WorkloadRun(laboratory, workload, nil, name: nextName("record"))
            let result = try await run.record()
            records.withLock { $0[workload.name] = Record(course: result.course, log: result.log) }
        } catch {
            throw Failure("\(workload.name) without any fault: \(error)")
        }
    }

    /// The plans of a row, from what was recorded.
    func plans(_ row: Row) -> [FaultPlan] {
        let known = records.withLock { $0.mapValues(\.log) }
        let records = Workload.all.compactMap { workload in known[workload.name].map { (workload, $0) } }
        return Planning(records: records).plans(row)
    }

    /// Runs one plan with its reference and says how it went.
    func run(_ plan: FaultPlan) async throws -> Bool {
        guard let workload = Workload.named(plan.workload), let row = Row(rawValue: plan.row) else {
            throw Failure("the plan names a row or workload that does not exist")
        }
        try await record([workload])
        var table = Table()
        table.add(await run(row, [plan]))
        say(table)
        return table.isGood
    }

    /// Runs the plans of a row.
    func run(_ row: Row, _ plans: [FaultPlan]) async -> Table.Line {
        let began = ContinuousClock.now
        var line = Table.Line(row: row)
        let gate = Gate(row.isIdle ? parallel * 2 : parallel)
        await withTaskGroup(of: [Table.Verdict].self) { group in
            for plan in plans {
                group.addTask { await gate.pass { await self.verdicts(row, plan) } }
            }
            for await verdicts in group { verdicts.forEach { line.count($0) } }
        }
        line.seconds = seconds(since: began)
        say(line)
        return line
    }

    /// One verdict a plan, and one a mutation in row R13, whose plans are a kind each.
    ///
    /// - Parameter attempts: How often a run is begun anew in which the cluster itself failed: a request past the proxy
    ///   got no answer, which says nothing about the operator.
    private func verdicts(_ row: Row, _ plan: FaultPlan, attempts: Int = 3) async -> [Table.Verdict] {
        let name = nextName(row.rawValue.lowercased())
        do {
            if let experiment = plan.experiment { return try await conduct(row, experiment, plan, name) }
            guard let workload = Workload.named(plan.workload),
                let reference = records.withLock({ $0[plan.workload] })
            else { throw Failure("there is no record of \(plan.workload)") }
            let run = try await WorkloadRun(laboratory, workload, plan, name: name)
            let result = try await run.hold(to: reference.course, patience: row.patience)
            guard result.hasFired else {
                say("not reached: \(plan)")
                return [.notReached]
            }
            try Manners.check(plan, result.log, laboratory.log(name))
            return [.passed]
        } catch {
            if !(error is Failure), attempts > 1 { return await verdicts(row, plan, attempts: attempts - 1) }
            say("FAILED \(plan) (\(name))\n\(indented("\(error)"))")
            save(plan)
            return [.failed]
        }
    }

    /// The rows whose fault is no request's or event's.
    private func conduct(
        _ row: Row,
        _ experiment: String,
        _ plan: FaultPlan,
        _ name: String
    ) async throws -> [Table.Verdict] {
        switch row {
        case .credentials:
            guard let change = Credentials.Change(rawValue: experiment) else { break }
            try await Credentials(laboratory: laboratory, name: name).run(change)
            return [.passed]
        case .election:
            guard let election = Election.Case(rawValue: experiment) else { break }
            try await Election(laboratory: laboratory, namespace: name).run(election)
            return [.passed]
        case .fields:
            let mutations = FieldMutations(
                laboratory: laboratory,
                namespace: name,
                kind: experiment,
                stride: stride
            )
            return try await mutations.run().map { outcome in
                guard let problem = outcome.problem else { return .passed }
                let value = outcome.mutation.value.map { "\($0)" } ?? "nothing"
                say(
                    "FAILED \(plan), \(outcome.mutation.path) = \(value.prefix(80)) (\(name))\n\(indented(problem))"
                )
                return .failed
            }
        case .settled:
            let run = SettledRun(
                laboratory: laboratory,
                namespace: name,
                count: settled.count,
                seconds: settled.seconds
            )
            say(try await run.run())
            return [.passed]
        default: break
        }
        throw Failure("row \(row) has no experiment \(experiment)")
    }

    private func save(_ plan: FaultPlan) {
        let directory = "\(laboratory.directory)/failed"
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try? FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try? encoder.encode(plan).write(to: URL(filePath: "\(directory)/\(plan.fileName)"))
    }

    private func nextName(_ prefix: String) -> String {
        let number = runs.add(1, ordering: .relaxed).newValue
        return "faults-\(prefix)-\(number)-\(String(UInt32.random(in: 0 ... .max), radix: 36))"
    }

    private func indented(_ text: String) -> String {
        text.split(separator: "\n").prefix(30).map { "    \($0.prefix(1200))" }.joined(separator: "\n")
    }
}

func seconds(since began: ContinuousClock.Instant) -> Int {
    Int((ContinuousClock.now - began).components.seconds)
}

/// Lets so many through at once.
actor Gate {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ free: Int) { self.free = free }

    nonisolated func pass<Result: Sendable>(
        _ body: @Sendable () async throws -> Result
    ) async rethrows -> Result {
        await enter()
        do {
            let result = try await body()
            await leave()
            return result
        } catch {
            await leave()
            throw error
        }
    }

    private func enter() async {
        guard free == 0 else {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    private func leave() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
