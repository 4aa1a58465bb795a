import DarkroomAPI
import KubeCore

/// Makes entries of the history from what is left of an attempt.
struct AttemptRecord {
    let job: JobView
    let pods: [PodView]
    let attempts: TrainingAttempts

    /// - Parameter exitCode: What it must have been, where the pod does not say.
    func ended(
        _ time: Timestamp,
        _ reason: String,
        _ message: String? = nil,
        exitCode: Int? = nil
    ) -> TrainingAttempt {
        let container = pods.newestFirst.lazy.flatMap { $0.status?.containerStatuses ?? [] }
            .first { $0.name == TrainingRunManifest.containerName }
        return TrainingAttempt(
            number: attempts.number,
            job: job.metadata.name,
            accelerator: attempts.acceleratorClass,
            node: pods.newestFirst.lazy.compactMap(\.nodeName).first,
            startTime: pods.firstStart(ofContainer: TrainingRunManifest.containerName),
            completionTime: time,
            reason: String(reason.excerpt(120)),
            message: message?.excerpt(1000),
            exitCode: container?.state?.terminated?.exitCode ?? exitCode
        )
    }
}
