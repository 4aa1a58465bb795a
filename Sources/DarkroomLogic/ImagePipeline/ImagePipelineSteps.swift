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
                let nodes = ImagePipelineTaskName.candidates(of: name).map { "\(run).\($0)" }
                let tries = Tries(of: nodes.first { byName[$0] != nil } ?? "", in: byName)
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
        // Those of earlier tries no longer matter.
        let pod = pods.newestFirst.first
        let phase = phase(tries, pod, runHasEnded: runHasEnded)
        return ImagePipelineStepStatus(
            name: name,
            phase: phase,
            message: message(phase, tries, pod, pods),
            startTime: tries.node?.startedAt,
            completionTime: tries.node?.finishedAt
        )
    }

    /// The phase of the step's node, where that can be right. The node follows its pod within ten seconds; and a run that ends
    /// in an error leaves nodes as they were, though nothing waits or runs any more.
    private static func phase(_ tries: Tries, _ pod: PodView?, runHasEnded: Bool) -> ImagePipelineStepPhase {
        let phase = ImagePipelineStepPhase(tries.phase)
        switch (phase, runHasEnded) {
        case (.succeeded, _), (.failed, _), (.skipped, _), (.running, false):
            return phase
        case (.pending, false):
            return pod.map { $0.phase == .running || $0.isFinished } ?? false ? .running : .pending
        case (.pending, true), (.running, true):
            switch pod?.phase {
            case .succeeded: return .succeeded
            case .failed: return .failed
            default: return phase == .running ? .failed : .skipped
            }
        }
    }

    private static func message(
        _ phase: ImagePipelineStepPhase,
        _ tries: Tries,
        _ pod: PodView?,
        _ pods: [PodView]
    ) -> String? {
        let concerned: PodView?
        switch phase {
        case .succeeded, .skipped: return nil
        case .pending, .running: concerned = pod
        case .failed: concerned = pods.filter { $0.phase == .failed }.newestFirst.first
        }
        if let diagnosis = concerned.flatMap(PodDiagnosis.init) {
            return ArgoExecutorProblem.withRemedy(diagnosis.summary)
        }
        // What the node says of a pod that has no problem is what it was waiting for some seconds ago.
        if let concerned, !concerned.isFinished { return nil }
        let words = tries.last?.message ?? tries.node?.message ?? ""
        // Argo passes on why it cannot create the pod, and tries again if it is because of a quota.
        if PodDiagnosis.isPodCreationFailure(words) { return PodDiagnosis(podCreationFailure: words).summary }
        return words.isEmpty || PodDiagnosis.isOrdinaryWait(words)
            ? nil : ArgoExecutorProblem.withRemedy(words.excerpt(1000))
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
