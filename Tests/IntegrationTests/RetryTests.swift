import ClusterTestSupport
import DarkroomAPI
import DarkroomLogic
import FoundationEssentials
import KubeClient
import KubeCore
import Testing

extension IntegrationTests {
    @Suite(.enabled(if: TestEnvironment.program != nil, "run `make integration`"))
    struct `Attempts of a run` {
        @Test func `are neither lost nor duplicated when the operator is killed repeatedly`() async throws {
            try await withNamespace { namespace in
                let configuration = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
                defer { try? FileManager.default.removeItem(at: configuration) }
                try JSONEncoder().encode(OperatorConfiguration(accelerators: TestAccelerators.classes))
                    .write(to: configuration)
                let arguments = [
                    "operator", "--kubeconfig", try #require(TestEnvironment.operatorKubeconfig),
                    "--config", configuration.path, "--watch-namespace", namespace.name, "--health-port", "0",
                    "--metrics-port", "0",
                ]
                let spec = Specs.trainingRun.with(["retry": ["limit": 2]])
                let run = try await namespace.create(.trainingRun, "retried", spec: spec)
                for attempt in 1...2 {
                    let job = try await Program.whileRunning(arguments) {
                        try await namespace.job(of: run, attempt: attempt)
                    }
                    // The operator is killed as soon as the Job exists, and again as soon as the Job has failed.
                    try await Program.whileRunning(arguments) {
                        try await namespace.fail(job)
                        try await Task.sleep(for: .milliseconds(Int.random(in: 0...900)))
                    }
                }
                let ended = try await Program.whileRunning(arguments) {
                    try await namespace.complete(namespace.job(of: run, attempt: 3))
                    return try await namespace.wait(for: TrainingRun.self, "retried", "has ended") {
                        $0.status?.completionTime != nil
                    }
                }
                #expect(ended.status?.phase == .succeeded)
                #expect(ended.status?.attempts == 3)
                #expect(ended.status?.history.map(\.number) == [1, 2, 3])
                #expect(ended.status?.history.last?.reason == "Completed")
                #expect(try await namespace.children(JobView.self, of: run).count == 3)
            }
        }
    }
}

extension TestNamespace {
    /// The Job of one attempt, once it exists.
    fileprivate func job(of run: ObjectMeta, attempt: Int) async throws -> JobView {
        let found = try await eventually(
            "\(run.name) has the Job of attempt \(attempt)",
            within: .seconds(60),
            look: { try await children(JobView.self, of: run) },
            until: { $0.count == attempt }
        )
        return try #require(found.first { $0.metadata.name.hasSuffix("-\(attempt)") })
    }
}
