import DarkroomAPI
import KubeCore

/// Builds the Jobs of a TrainingRun.
enum TrainingRunManifest {
    /// Name of the Job's only container.
    static let containerName = "trainer"

    /// The Job of an attempt. It is written once and never again: its pod template cannot be changed. It tries once,
    /// so that the next attempt can begin where this one came to, with another pod template.
    ///
    /// Three things are left out on purpose. `suspend`: a run that is to wait has no Job at all, and Kueue sets the
    /// field itself when a Job is created. `activeDeadlineSeconds`: it would count the time a run waits for an
    /// accelerator, so it is set when the container starts. `ttlSecondsAfterFinished`: the server could remove a
    /// Job before its end was seen, and the run would look as if somebody had deleted it midway.
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
        let container = request.container(
            named: containerName,
            environment: TrainingEnvironment.variables(
                of: run,
                callbacks: TrainingCallbacks(configuration, jobName: name),
                configuration
            ),
            configuration: configuration
        )
        var pod = PodSpecApply(container, on: request.placement(configuration), configuration: configuration)
        pod.restartPolicy = "Never"
        var spec = JobApply.Spec()
        spec.backoffLimit = 0
        spec.template = PodTemplateApply(metadata: ApplyMeta(labels: children.labels), spec: pod)
        let queue = run.spec.queueName.map { [DarkroomLabel.kueueQueue: $0] } ?? [:]
        var metadata = children.child(
            name,
            labels: queue,
            specHash: TrainingRunIdentity.specHash(of: run.spec)
        )
        if let checkpoint = run.checkpointToResumeFrom {
            metadata.annotations?[DarkroomAnnotation.resumeFrom] = checkpoint
        }
        return ChildManifest(JobView.resource, children.key(name), JobApply(metadata: metadata, spec: spec))
    }
}

extension TrainingRun {
    /// Address of the checkpoint that the next container begins at; nil to begin anew.
    var checkpointToResumeFrom: String? {
        spec.retry.resumeFromCheckpoint ? report.checkpoints?.latest?.uri : nil
    }
}
