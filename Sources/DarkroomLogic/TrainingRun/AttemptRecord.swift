import DarkroomAPI
import KubeCore

/// Makes entries of the history from the remains of an attempt.
struct AttemptRecord {
    let attempts: TrainingAttempts
    private let job: String?
    private let node: String?
    private let startTime: Timestamp?
    private let exitCode: Int?

    init(job: ObservedTrainingJob, attempts: TrainingAttempts) {
        self.attempts = attempts
        self.job = job.name
        node = job.pods.lazy.compactMap(\.nodeName).first
        startTime = job.pods.firstStart(ofContainer: TrainingRunManifest.containerName)
        exitCode = job.pods.lazy.compactMap(\.trainer).first?.state?.terminated?.exitCode
    }

    init(_ disrupted: DisruptedAttempt, previous: TrainingRunStatus, attempts: TrainingAttempts) {
        let (disruption, pod) = (disrupted.disruption, disrupted.pod)
        self.attempts = attempts
        job = disruption.job
        node = pod?.nodeName ?? disruption.node ?? previous.node
        let start = [pod].compactMap(\.self).firstStart(ofContainer: TrainingRunManifest.containerName)
        startTime = start ?? disruption.startTime ?? (attempts.number == 1 ? previous.startTime : nil)
        exitCode = pod?.trainerEnd?.exitCode
    }

    /// From the status alone, when the Job is gone.
    init(previous: TrainingRunStatus, attempts: TrainingAttempts) {
        self.attempts = attempts
        job = previous.job?.name
        node = previous.node
        startTime = attempts.number == 1 ? previous.startTime : nil
        exitCode = nil
    }

    /// - Parameter exitCode: The container's exit code as far as it follows from the Job, for when the pod does not say.
    func ended(
        _ time: Timestamp,
        _ reason: String,
        _ message: String? = nil,
        exitCode: Int? = nil,
        isDisrupted: Bool = false
    ) -> TrainingAttempt {
        TrainingAttempt(
            number: attempts.number,
            job: job,
            accelerator: attempts.acceleratorClass,
            node: node,
            startTime: startTime,
            completionTime: time,
            reason: String(reason.excerpt(120)),
            message: message?.excerpt(1000),
            exitCode: self.exitCode ?? exitCode,
            disrupted: isDisrupted ? true : nil
        )
    }
}
