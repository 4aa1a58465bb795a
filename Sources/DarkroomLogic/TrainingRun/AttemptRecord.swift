import DarkroomAPI
import KubeCore

/// Makes entries of the history from the remains of an attempt.
struct AttemptRecord {
    let job: ObservedTrainingJob
    let attempts: TrainingAttempts

    /// - Parameter exitCode: The container's exit code as far as it follows from the Job, for when the pod does not say.
    func ended(
        _ time: Timestamp,
        _ reason: String,
        _ message: String? = nil,
        exitCode: Int? = nil
    ) -> TrainingAttempt {
        TrainingAttempt(
            number: attempts.number,
            job: job.name,
            accelerator: attempts.acceleratorClass,
            node: job.pods.lazy.compactMap(\.nodeName).first,
            startTime: job.pods.firstStart(ofContainer: TrainingRunManifest.containerName),
            completionTime: time,
            reason: String(reason.excerpt(120)),
            message: message?.excerpt(1000),
            exitCode: job.pods.lazy.compactMap(\.trainer).first?.state?.terminated?.exitCode ?? exitCode
        )
    }
}
