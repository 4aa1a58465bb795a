import DarkroomAPI
import KubeCore

/// The steps of one run, as its Workflow and its pods show them.
enum ImagePipelineSteps: Hashable, Sendable {
    /// In the order of the spec.
    case readable([ImagePipelineStepStatus])
    /// Argo stores their status compressed or in its database.
    case unreadable

    init(_ workflow: WorkflowView, stepNames: [String], pods: [PodView]) {
        guard case .inline(let nodes) = workflow.status?.nodes ?? .inline([:]) else {
            self = .unreadable
            return
        }
        // Names are unique in a Workflow; ids are hashes of them that only Argo computes.
        let byName = Dictionary(
            nodes.values.compactMap { node in node.name.map { ($0, node) } },
            uniquingKeysWith: { first, _ in first }
        )
        let run = workflow.metadata.name
        let ownPods = Dictionary(
            grouping: pods.filter { $0.metadata.labels[DarkroomLabel.run] == run },
            by: { $0.metadata.labels[DarkroomLabel.step] ?? "" }
        )
        self = .readable(
            stepNames.map { name in
                let tries = Tries(of: "\(run).\(ImagePipelineTaskName.task(of: name))", in: byName)
                return Self.status(name, tries, pods: ownPods[name] ?? [], runHasEnded: workflow.hasEnded)
            }
        )
    }

    /// Status of each step; empty where it cannot be read.
    var statuses: [ImagePipelineStepStatus] {
        switch self {
        case .readable(let steps): steps
        case .unreadable: []
        }
    }

    /// How many steps are done, of how many.
    var progress: String? {
        switch self {
        case .readable(let steps): "\(steps.count { $0.phase == .succeeded })/\(steps.count)"
        case .unreadable: nil
        }
    }

    private static func status(
        _ name: String,
        _ tries: Tries,
        pods: [PodView],
        runHasEnded: Bool
    ) -> ImagePipelineStepStatus {
        guard let node = tries.node else {
            return ImagePipelineStepStatus(name: name, phase: runHasEnded ? .skipped : .pending)
        }
        let phase = ImagePipelineStepPhase(tries.phase)
        return ImagePipelineStepStatus(
            name: name,
            phase: phase,
            message: message(phase, tries, pods),
            startTime: node.startedAt,
            completionTime: node.finishedAt
        )
    }

    private static func message(_ phase: ImagePipelineStepPhase, _ tries: Tries, _ pods: [PodView]) -> String? {
        let concerned: [PodView]
        switch phase {
        case .succeeded, .skipped: return nil
        case .pending, .running: concerned = pods.filter { !$0.isFinished }
        case .failed: concerned = pods.filter { $0.phase == .failed }
        }
        // The newest pod: those of earlier tries no longer matter.
        if let diagnosis = concerned.newestFirst.first.flatMap(PodDiagnosis.init) { return diagnosis.summary }
        let words = tries.last?.message ?? tries.node?.message ?? ""
        // Argo passes on why it cannot create the pod, and tries again if it is because of a quota.
        if PodDiagnosis.isPodCreationFailure(words) { return PodDiagnosis(podCreationFailure: words).summary }
        return words.isEmpty ? nil : words.excerpt(1000)
    }
}

/// The nodes of one step: the step's own, or with retries a wrapper and its tries.
private struct Tries {
    let node: WorkflowNode?
    let last: WorkflowNode?

    init(of name: String, in nodes: [String: WorkflowNode]) {
        node = nodes[name]
        var last: WorkflowNode?
        var index = 0
        while let next = nodes["\(name)(\(index))"] {
            last = next
            index += 1
        }
        self.last = last
    }

    /// A wrapper reports Running as soon as its first try exists; only the try's own node says whether it runs.
    var phase: WorkflowPhase? {
        node?.phase == .running ? last?.phase.map(underWay) ?? .running : node?.phase
    }

    /// A failed try in a running wrapper is not a failed step: Argo is about to retry it.
    private func underWay(_ phase: WorkflowPhase) -> WorkflowPhase { phase.endsRun ? .running : phase }
}

extension ImagePipelineStepPhase {
    fileprivate init(_ phase: WorkflowPhase?) {
        switch phase {
        case .running: self = .running
        case .succeeded: self = .succeeded
        case .failed, .error: self = .failed
        case .skipped, .omitted: self = .skipped
        default: self = .pending
        }
    }
}
