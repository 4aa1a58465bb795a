import DarkroomAPI
import KubeCore

/// The check of the data set: a container that runs before the trainer, in the same pod, with the same credentials.
struct DatasetCheck: Sendable {
    /// Name of the container.
    static let containerName = "verify-dataset"

    private let run: TrainingRun
    private let checks: DatasetChecks
    private let image: String
    private let configuration: OperatorConfiguration

    /// Nil when the run asks for no check, or when the configuration names no image for it, which validation reports.
    init?(of run: TrainingRun, _ configuration: OperatorConfiguration) {
        guard let checks = run.spec.dataset?.verify, let image = configuration.pods.toolImage else { return nil }
        self.run = run
        self.checks = checks
        self.image = image
        self.configuration = configuration
    }

    /// The container. It gets what leads to the data set and nothing else, in particular no callback token.
    func container(beside trainer: ContainerApply, mounts: [VolumeMountApply]) -> ContainerApply {
        var container = ContainerApply()
        container.name = Self.containerName
        container.image = image
        container.args = (["tool", "verify-dataset"] + options).map(LiteralText.escaped)
        container.env = TrainingEnvironment.dataset(run.spec) + (run.spec.storage?.store.variables ?? [])
        container.resources = .tool(beside: trainer.resources, configuration)
        container.volumeMounts = mounts.isEmpty ? nil : mounts
        container.securityContext = .restricted
        return container
    }

    private var options: [String] {
        let sizes = [checks.minFiles.map { "--min-files=\($0)" }, checks.maxSize.map { "--max-size=\($0)" }]
        return sizes.compactMap(\.self) + checks.expect.map { "--expect=\($0)" }
    }
}

extension DatasetCheck {
    /// How far the check in a pod is.
    enum State: Sendable {
        /// Not started.
        case waiting
        case running
        case passed(String)
        case failed(ToolReport)
        /// Ended without a report of its own; only the kubelet's account is known.
        case broken
    }
}

extension PodView {
    /// How far the check of the data set is; nil in a pod without a check.
    var datasetCheck: DatasetCheck.State? {
        let container = status?.initContainerStatuses?.first { $0.name == DatasetCheck.containerName }
        guard let container else { return nil }
        if container.state?.running != nil { return .running }
        guard let ended = container.state?.terminated else { return .waiting }
        let report = ToolReport(terminationMessage: ended.message)
        if ended.exitCode == 0 { return .passed(report?.message ?? "") }
        return report.map(DatasetCheck.State.failed) ?? .broken
    }
}
