import ClusterTestSupport
import FaultInjection
import KubeCore
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Runs scenarios and compares each run with the recorded one.
final class ScenarioRunner: Sendable {
    private struct Record {
        let trace: RunTrace
        let log: RequestLog
    }

    private let environment: RunEnvironment
    private let parallel: Int
    private let settled: (count: Int, seconds: Int)
    private let stride: Int
    private let records = Mutex<[String: Record]>([:])
    private let runs = Atomic<Int>(0)

    /// - Parameters:
    ///   - settled: Custom resources of each kind in scenario R14, and for how many seconds they are observed.
    ///   - stride: Only every nth mutation of scenario R13 is tried.
    init(environment: RunEnvironment, parallel: Int, settled: (count: Int, seconds: Int), stride: Int) {
        self.environment = environment
        self.parallel = parallel
        self.settled = settled
        self.stride = stride
    }

    /// Runs workloads without a fault.
    func record(_ workloads: [Workload]) async throws {
        let began = ContinuousClock.now
        try await withThrowingDiscardingTaskGroup { group in
            let limit = ConcurrencyLimit(3)
            for workload in workloads {
                group.addTask { try await limit.run { try await self.record(workload) } }
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
            let run = try await WorkloadRun(environment, workload, nil, name: nextName("record"))
            let result = try await run.record()
            records.withLock { $0[workload.name] = Record(trace: result.trace, log: result.log) }
        } catch {
            throw Failure("\(workload.name) without a fault: \(error)")
        }
    }

    /// The plans of a scenario, made from the recorded runs.
    func plans(_ scenario: Scenario) throws -> [FaultPlan] {
        let known = records.withLock { $0.mapValues(\.log) }
        let records = Workload.all.compactMap { workload in known[workload.name].map { (workload, $0) } }
        return try Planning(records: records).plans(scenario)
    }

    /// Records a plan's workload and runs the plan.
    func run(_ plan: FaultPlan) async throws -> Table {
        guard let workload = Workload.named(plan.workload), let scenario = Scenario(rawValue: plan.scenario) else {
            throw Failure("unknown scenario \(plan.scenario) or workload \(plan.workload)")
        }
        try await record([workload])
        var table = Table()
        table.add(await run(scenario, [plan]))
        return table
    }

    /// Runs the plans of a scenario.
    func run(_ scenario: Scenario, _ plans: [FaultPlan]) async -> Table.Line {
        let began = ContinuousClock.now
        var line = Table.Line(scenario: scenario)
        let limit = ConcurrencyLimit(scenario.isIdle ? parallel * 2 : parallel)
        await withTaskGroup(of: [PlanResult].self) { group in
            for plan in plans {
                group.addTask { await limit.run { await self.results(scenario, plan) } }
            }
            for await results in group { line.results += results }
        }
        line.seconds = seconds(since: began)
        say(line)
        return line
    }

    /// One result for each plan, and one for each mutation in scenario R13, where a plan covers a whole kind.
    ///
    /// - Parameter attempts: How often a run is repeated when the cluster itself failed: a request past the proxy got no
    ///   answer, which says nothing about the operator.
    private func results(_ scenario: Scenario, _ plan: FaultPlan, attempts: Int = 3) async -> [PlanResult] {
        let name = nextName(scenario.rawValue.lowercased())
        do {
            if let experiment = plan.experiment { return try await conduct(scenario, experiment, plan, name) }
            guard let workload = Workload.named(plan.workload),
                let reference = records.withLock({ $0[plan.workload] })
            else { throw Failure("workload \(plan.workload) was not recorded") }
            let run = try await WorkloadRun(environment, workload, plan, name: name)
            let result = try await run.verify(against: reference.trace, timeout: scenario.timeout)
            guard result.hasFired else {
                say("not reached: \(plan)")
                return [PlanResult("\(plan)", .notReached)]
            }
            try Invariants.check(plan, result.log, environment.log(name))
            return [PlanResult("\(plan)", .passed)]
        } catch {
            // Anything else is trouble in the cluster or the runner.
            let isFinding = error is Failure || error is Overdue
            if !isFinding, attempts > 1 { return await results(scenario, plan, attempts: attempts - 1) }
            say("FAILED \(plan) (\(name))\n\(indented("\(error)"))")
            save(plan)
            return [PlanResult("\(plan)", .failed("\(error)"))]
        }
    }

    /// Runs one of the scenario's own experiments.
    private func conduct(
        _ scenario: Scenario,
        _ experiment: String,
        _ plan: FaultPlan,
        _ name: String
    ) async throws -> [PlanResult] {
        switch scenario {
        case .credentials:
            guard let change = CredentialExperiment.Change(rawValue: experiment) else { break }
            try await CredentialExperiment(environment: environment, name: name).run(change)
            return [PlanResult("\(plan)", .passed)]
        case .election:
            guard let election = LeaderElectionExperiment.Case(rawValue: experiment) else { break }
            try await LeaderElectionExperiment(environment: environment, namespace: name).run(election)
            return [PlanResult("\(plan)", .passed)]
        case .fields:
            let mutations = FieldExperiment(
                environment: environment,
                namespace: name,
                kind: experiment,
                stride: stride
            )
            return try await mutations.run().map { outcome in
                let value = outcome.mutation.value.map { "\($0)" } ?? "nothing"
                let title = "\(plan), \(outcome.mutation.path) = \(value.prefix(80))"
                guard let problem = outcome.problem else { return PlanResult(title, .passed) }
                say("FAILED \(title) (\(name))\n\(indented(problem))")
                return PlanResult(title, .failed(problem))
            }
        case .settled:
            let run = SettledExperiment(
                environment: environment,
                namespace: name,
                count: settled.count,
                seconds: settled.seconds
            )
            say(try await run.run())
            return [PlanResult("\(plan)", .passed)]
        default: break
        }
        throw Failure("scenario \(scenario) has no experiment \(experiment)")
    }

    private func save(_ plan: FaultPlan) {
        let directory = "\(environment.directory)/failed"
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

/// Limits how many bodies run at once.
actor ConcurrencyLimit {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ free: Int) { self.free = free }

    nonisolated func run<Result: Sendable>(
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
