import ArgumentParser
import ClusterTestSupport
import FaultInjection
import KubeClient
import KubeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@main
struct FaultRunner: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fault-runner",
        abstract: "Run the operator with one fault at a time, and compare each run with one without faults.",
        discussion: "docs/faults.md describes the scenarios and the plan files."
    )

    @Option(help: "Kubeconfig of an administrator of a cluster that nothing else uses.")
    var kubeconfig: String

    @Option(help: "The darkroom program under test.")
    var darkroom = TestEnvironment.program ?? ".build/debug/darkroom"

    @Option(help: "Scenarios, separated by commas; all by default.", transform: Self.scenarios)
    var scenarios = Scenario.allCases

    @Option(help: "Run only this many plans of each scenario, spread evenly.")
    var sample: Int?

    @Option(help: "Run only workloads whose name has this prefix.")
    var workloads = ""

    @Option(help: "Run only the plan in this file.")
    var plan: String?

    @Option(help: "Directory for logs and failed plans.")
    var directory: String

    @Option(help: "Runs at the same time; twice as many in scenarios that mostly wait.")
    var parallel = 6

    @Option(help: "Factor for all time limits, for slow or busy machines.")
    var slowness = 1.0

    @Option(help: "Custom resources of each kind in scenario R14.")
    var settled = 334

    @Option(help: "Seconds for which scenario R14 observes them.")
    var settledSeconds = 1800

    @Option(help: "File for the results of all plans, in the xunit format.")
    var xunit: String?

    @Flag(help: "Print the plans instead of running them.")
    var list = false

    func run() async throws {
        let cluster = try ClusterConfiguration.discover(kubeconfig: kubeconfig)
        let transport = try HTTPTransport(configuration: cluster)
        let environment = RunEnvironment(
            cluster: cluster,
            client: KubeClient(transport: transport, fieldManager: TestNamespace.fieldManager),
            executable: darkroom,
            directory: directory,
            slowness: max(1, slowness)
        )
        try environment.prepare()
        let isGood: Bool
        do {
            isGood = try await run(in: environment)
        } catch {
            await transport.shutdown()
            throw error
        }
        await transport.shutdown()
        if !isGood { throw ExitCode.failure }
    }

    private func run(in environment: RunEnvironment) async throws -> Bool {
        let runner = ScenarioRunner(
            environment: environment,
            parallel: parallel,
            settled: (settled, settledSeconds),
            stride: sample == nil ? 1 : 12
        )
        if let plan {
            return try finish(try await runner.run(try Self.read(plan)))
        }
        // Experiments need no recorded run.
        if !scenarios.allSatisfy(\.isExperiment) {
            try await runner.record(Workload.all.filter { $0.name.hasPrefix(workloads) })
        }
        var table = Table()
        for scenario in scenarios {
            let plans = sampled(try runner.plans(scenario))
            if list {
                plans.forEach { say($0) }
            } else {
                table.add(await runner.run(scenario, plans))
            }
        }
        return try list || finish(table)
    }

    private static func read(_ file: String) throws -> FaultPlan {
        let data = try Data(contentsOf: URL(filePath: file))
        do {
            return try JSONDecoder().decode(FaultPlan.self, from: data)
        } catch {
            throw ValidationError("\(file): \(error)")
        }
    }

    private func finish(_ table: Table) throws -> Bool {
        say(table)
        if let xunit { try Data(table.xunit.utf8).write(to: URL(filePath: xunit), options: .atomic) }
        return table.isGood
    }

    /// All experiments, and other plans at even distances, so that a sample covers all workloads.
    private func sampled(_ plans: [FaultPlan]) -> [FaultPlan] {
        guard let sample, sample > 0 else { return plans }
        let faults = plans.filter { $0.experiment == nil }
        guard faults.count > sample else { return plans }
        return plans.filter { $0.experiment != nil } + (0..<sample).map { faults[$0 * faults.count / sample] }
    }

    private static func scenarios(_ text: String) throws -> [Scenario] {
        try text.split(separator: ",").map { name in
            guard let scenario = Scenario(rawValue: String(name)) else {
                throw ValidationError("unknown scenario \(name)")
            }
            return scenario
        }
    }
}
