import KubeCore

@testable import DarkroomAPI
@testable import DarkroomLogic

extension TrainingWorld {
    /// What the operator sees, from its caches.
    func observation(rejections: [ChildRejection] = []) -> TrainingRunObservation {
        let run = scenario.run(run.seen)
        return TrainingRunObservation(
            run: run,
            jobs: jobs.seen.map { $0.view(owner: run) },
            departed: seenToDepart.map { $0.view(owner: run) },
            pods: pods.seen.map { $0.view(owner: run) },
            rejections: rejections,
            event: event,
            configuration: OperatorConfiguration(),
            now: .noon.adding(seconds: now)
        )
    }

    /// The Jobs that the operator knows to have disappeared: those that its cache does not show any more.
    var seenToDepart: [Job] {
        departed.children.filter { job in !jobs.seen.contains { $0.uid == job.uid } }
    }

    /// The Event in which the Job controller says why it cannot make a pod.
    var event: ObservedEvent? {
        guard arePodsRefused else { return nil }
        let job = jobs.stored.first { job in
            let isDue = job.startTime.map { $0 < now } ?? false
            return isDue && !job.isSuspended && job.end == nil && !pods.stored.contains { $0.job == job.uid }
        }
        return job.map {
            ObservedEvent(
                subjectUID: $0.uid,
                reason: "FailedCreate",
                message: #"Error creating: pods "\#($0.name)-x7k2p" is forbidden: exceeded quota: gpus"#
            )
        }
    }
}

extension TrainingWorld.Job {
    func view(owner: TrainingRun) -> JobView {
        var metadata = ObjectMeta(name: name, namespace: "team", uid: uid, resourceVersion: "1")
        metadata.ownerReferences = [owner.controllerReference]
        metadata.annotations[DarkroomAnnotation.specHash] = specHash
        metadata.annotations[DarkroomAnnotation.resumeFrom] = resumesFrom
        metadata.annotations[DarkroomAnnotation.suspended] = isSuspendedByRun ? "true" : nil
        var status = JobView.Status()
        status.startTime = startTime.map { .noon.adding(seconds: $0) }
        if let end {
            let time = Timestamp.noon.adding(seconds: end.time)
            let type = end.failure == nil ? "Complete" : "Failed"
            status.succeeded = end.failure == nil ? 1 : nil
            status.failed = end.failure == nil ? nil : 1
            status.completionTime = end.failure == nil ? time : nil
            status.conditions = [
                ObservedCondition(type: type, status: "True", reason: end.failure, lastTransitionTime: time)
            ]
        }
        return JobView(
            metadata: metadata,
            spec: JobView.Spec(suspend: isSuspended, activeDeadlineSeconds: deadlineSeconds),
            status: status
        )
    }
}

extension TrainingWorld.Pod {
    func view(owner: TrainingRun) -> PodView {
        var metadata = ObjectMeta(name: name, namespace: "team", uid: name)
        metadata.creationTimestamp = .noon.adding(seconds: creation)
        metadata.deletionGracePeriodSeconds = deletion == nil ? nil : TrainingWorld.gracePeriod
        metadata.deletionTimestamp = deletion.map { .noon.adding(seconds: $0) }
        metadata.ownerReferences = [
            OwnerReference(apiVersion: "batch/v1", kind: "Job", name: job, uid: job, controller: true)
        ]
        var status = PodView.Status(phase: phase)
        var conditions = [ObservedCondition(type: "PodScheduled", status: "True")]
        if isDisrupted {
            conditions.append(
                ObservedCondition(type: "DisruptionTarget", status: "True", reason: "EvictionByEvictionAPI")
            )
        }
        status.conditions = conditions
        status.containerStatuses = containers
        return PodView(metadata: metadata, spec: PodView.Spec(nodeName: "gpu-1"), status: status)
    }

    private var phase: PodPhase {
        if trainer == .waiting { return .pending }
        guard isFinished else { return .running }
        return exitCode == 0 ? .succeeded : .failed
    }

    private var containers: [ContainerStatus] {
        let sidecar = ContainerStatus(name: "mesh-proxy", state: ContainerStatus.State(running: .init()))
        return [ContainerStatus(name: "trainer", state: state)] + (isSidecarRunning ? [sidecar] : [])
    }

    private var state: ContainerStatus.State {
        switch trainer {
        case .waiting:
            ContainerStatus.State(waiting: .init(reason: "ContainerCreating"))
        case .running(let since):
            ContainerStatus.State(running: .init(startedAt: .noon.adding(seconds: since)))
        case .exited(let code, let since, let time):
            ContainerStatus.State(
                terminated: .init(
                    exitCode: code,
                    reason: code == 0 ? "Completed" : "Error",
                    startedAt: .noon.adding(seconds: since),
                    finishedAt: .noon.adding(seconds: time)
                )
            )
        }
    }
}
