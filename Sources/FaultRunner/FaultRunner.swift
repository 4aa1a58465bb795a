import ArgumentParser
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
        abstract: "Run the operator through faults, one at a time, and compare with a run that had none.",
        discussion: "See docs/faults.md for the rows and for what a plan file holds."
    )

    @Option(help: "Kubeconfig of an administrator of a cluster in which nobody else works.")
    var kubeconfig: String

    @Option(help: "The darkroom program under test.")
    var darkroom = ".build/debug/darkroom"

    @Option(help: "Rows, with commas between them; all by default.", transform: Self.rows)
    var rows = Row.allCases

    @Option(help: "Only so many plans of each row, spread over it.")
    var sample: Int?

    @Option(help: "Only workloads whose name begins so.")
    var workloads = ""

    @Option(help: "Run one plan, from a file, instead.")
    var plan: String?

    @Option(help: "Directory for logs and for the plans that failed.")
    var directory: String

    @Option(help: "Runs at once, in rows that do not mostly wait.")
    var parallel = 6

    @Option(help: "By what all time limits are stretched, for machines that are slow or busy.")
    var slowness = 1.0

    @Option(help: "Custom resources of each kind in row R14.")
    var settled = 334

    @Option(help: "Seconds for which row R14 looks at them.")
    var settledSeconds = 1800

    @Flag(help: "Print the plans instead of running them.")
    var list = false

    func run() async throws {
        let cluster = try ClusterConfiguration.discover(kubeconfig: kubeconfig)
        let transport = try HTTPTransport(configuration: cluster)
        let laboratory = Laboratory(
            cluster: cluster,
            api: API(transport: transport),
            executable: darkroom,
            directory: directory,
            slowness: max(1, slowness)
        )
        try laboratory.prepare()
        let isGood: Bool
        do {
            isGood = try await run(in: laboratory)
        } catch {
            await transport.shutdown()
            throw error
        }
        await transport.shutdown()
        if !isGood { throw ExitCode.failure }
    }

    private func run(in laboratory: Laboratory) async throws -> Bool {
        let session = Session(
            laboratory: laboratory,
            parallel: parallel,
            settled: (settled, settledSeconds),
            stride: sample == nil ? 1 : 12
        )
        if let plan {
            let plan = try JSONDecoder().decode(FaultPlan.self, from: Data(contentsOf: URL(filePath: plan)))
            return try await session.run(plan)
        }
        // The last rows need no record.
        if !rows.allSatisfy(\.isExperiment) {
            try await session.record(Workload.all.filter { $0.name.hasPrefix(workloads) })
        }
        var table = Table()
        for row in rows {
            let plans = sampled(session.plans(row))
            if list {
                plans.forEach { say($0) }
            } else {
                table.add(await session.run(row, plans))
            }
        }
        if !list { say(table) }
        return list || table.isGood
    }

    /// All experiments, and every n-th other plan, so that a sample has something of all workloads.
    private func sampled(_ plans: [FaultPlan]) -> [FaultPlan] {
        guard let sample, sample > 0 else { return plans }
        let faults = plans.filter { $0.experiment == nil }
        guard faults.count > sample else { return plans }
        return plans.filter { $0.experiment != nil } + (0..<sample).map { faults[$0 * faults.count / sample] }
    }

    private static func rows(_ text: String) throws -> [Row] {
        try text.split(separator: ",").map { name in
            guard let row = Row(rawValue: String(name)) else {
                throw ValidationError("there is no row \(name)")
            }
            return row
        }
    }
}
