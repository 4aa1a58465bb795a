import KubeCore

@testable import DarkroomAPI
@testable import DarkroomLogic

extension PipelineWorld {
    /// What the operator sees, from its caches.
    var observation: ImagePipelineObservation {
        let pipeline = Self.object(pipeline.seen, policy)
        return ImagePipelineObservation(
            pipeline: pipeline,
            workflows: workflows.seen.map { $0.view(owner: pipeline) },
            departed: seenToDepart.map { $0.view(owner: pipeline) },
            pods: pods.seen.map(\.view),
            configuration: OperatorConfiguration(),
            now: .noon.adding(seconds: now)
        )
    }

    /// The Workflows that the operator knows to have disappeared: those that its cache does not show any more.
    var seenToDepart: [Workflow] {
        departed.children.filter { workflow in !workflows.seen.contains { $0.uid == workflow.uid } }
    }
}

extension PipelineWorld.Workflow {
    fileprivate func view(owner: ImagePipeline) -> WorkflowView {
        var metadata = ObjectMeta(name: name, namespace: "team", uid: uid, resourceVersion: "1")
        metadata.ownerReferences = [owner.controllerReference]
        metadata.annotations[DarkroomAnnotation.specHash] = specHash
        let node = step.map { WorkflowNode(name: "\(name).resize", phase: $0.phase, message: $0.message) }
        return WorkflowView(
            metadata: metadata,
            spec: WorkflowView.Spec(suspend: isSuspended ? true : nil, shutdown: shutdown),
            status: WorkflowView.Status(
                phase: phase,
                message: message,
                startedAt: startTime.map { .noon.adding(seconds: $0) },
                finishedAt: endTime.map { .noon.adding(seconds: $0) },
                nodes: .inline(node.map { ["\(name)-1": $0] } ?? [:])
            )
        )
    }
}

extension PipelineWorld.Pod {
    fileprivate var view: PodView {
        var metadata = ObjectMeta(name: name, namespace: "team", uid: name)
        metadata.creationTimestamp = .noon
        metadata.deletionTimestamp = isToldToEnd ? .noon.adding(seconds: 30) : nil
        metadata.labels = [DarkroomLabel.run: run, DarkroomLabel.step: "resize"]
        var status = PodView.Status()
        switch container {
        case .waiting:
            status.phase = .pending
            status.containerStatuses = [
                ContainerStatus(name: "main", state: .init(waiting: .init(reason: "ContainerCreating")))
            ]
        case .running:
            status.phase = .running
            status.containerStatuses = [ContainerStatus(name: "main", state: .init(running: .init()))]
        case .exited(let code):
            status.phase = code == 0 ? .succeeded : .failed
            status.containerStatuses = [
                ContainerStatus(
                    name: "main",
                    state: .init(terminated: .init(exitCode: code, reason: code == 0 ? "Completed" : "Error"))
                )
            ]
        }
        return PodView(metadata: metadata, spec: PodView.Spec(nodeName: "node-1"), status: status)
    }
}
