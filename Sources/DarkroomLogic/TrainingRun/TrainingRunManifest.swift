import DarkroomAPI
import KubeCore

/// Builds the Jobs of a TrainingRun.
enum TrainingRunManifest {
    /// Name of the Job's container. A container that checks the data set may run before it.
    static let containerName = "trainer"

    /// The Job of an attempt. It is written only once, because its pod template cannot be changed. It tries once, so that
    /// the next attempt can resume from a checkpoint with another pod template.
    ///
    /// Two members are omitted on purpose. `suspend`: a run that has to wait has no Job, and Kueue sets the field itself
    /// when a Job is created. `activeDeadlineSeconds`: it would count the time that a run waits for an accelerator, so it
    /// is set when the container starts. `ttlSecondsAfterFinished` is so long that the server never deletes a Job whose end
    /// was not seen; policies of the cluster fill in a shorter one where it is missing.
    static func job(
        for run: TrainingRun,
        _ attempts: TrainingAttempts,
        _ configuration: OperatorConfiguration
    ) -> ChildManifest {
        let children = ChildMetadata(of: run)
        let name = TrainingRunIdentity.jobName(of: run.metadata, attempt: attempts.number)
        let request = TrainingContainer(
            run.spec,
            acceleratorClass: attempts.acceleratorClass,
            configuration
        )
        let callbacks = TrainingCallbacks(configuration, jobName: name)
        var container = request.container(
            named: containerName,
            environment: TrainingEnvironment.variables(
                of: run,
                callbacks: callbacks,
                configuration
            ),
            configuration: configuration
        )
        container.volumeMounts = TrainingVolumes.mounts(of: run.spec) + [callbacks?.mount].compactMap(\.self)
        var pod = PodSpecApply(container, on: request.placement(configuration), configuration: configuration)
        pod.restartPolicy = "Never"
        pod.terminationGracePeriodSeconds = run.spec.checkpoints.graceSeconds
        pod.volumes = TrainingVolumes.volumes(of: run.spec) + [callbacks?.volume].compactMap(\.self)
        pod.initContainers = DatasetCheck(of: run, configuration).map {
            [$0.container(beside: container, mounts: TrainingVolumes.datasetMounts(of: run.spec))]
        }
        if let memory = SharedMemory(request) { pod = memory.added(to: pod) }
        var spec = JobApply.Spec()
        spec.backoffLimit = 0
        spec.ttlSecondsAfterFinished = ChildRetention.seconds
        let trace = [DarkroomAnnotation.traceID: run.traceID]
        spec.template = PodTemplateApply(
            metadata: .pods(run.spec, labels: children.labels, annotations: trace),
            spec: pod
        )
        let queue = run.spec.queueName.map { [DarkroomLabel.kueueQueue: $0] } ?? [:]
        var metadata = children.child(
            name,
            labels: queue,
            specHash: TrainingRunIdentity.specHash(of: run.spec)
        )
        metadata.annotations?.merge(trace) { own, _ in own }
        if let checkpoint = run.checkpointToResumeFrom {
            metadata.annotations?[DarkroomAnnotation.resumeFrom] = checkpoint
        }
        metadata.annotations?[DarkroomAnnotation.runSeconds] = run.spec.timeouts.runSeconds.map(String.init)
        return ChildManifest(JobView.resource, children.key(name), JobApply(metadata: metadata, spec: spec))
    }
}

extension TrainingRun {
    /// Address of the checkpoint that the next container resumes from; nil to start from the beginning.
    var checkpointToResumeFrom: String? {
        guard spec.retry.resumeFromCheckpoint, let uri = trainerStatus.checkpoints?.latest?.uri else { return nil }
        // A file in a directory that was deleted with its pod would only make the next trainer fail.
        let isFile = uri.hasPrefix("/") || uri.hasPrefix("file:")
        return isFile && spec.storage?.claimName == nil ? nil : uri
    }
}
