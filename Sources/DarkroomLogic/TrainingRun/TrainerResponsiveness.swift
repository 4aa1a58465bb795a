import DarkroomAPI
import KubeCore

/// Whether a running trainer reports as often as `timeouts` wants.
enum TrainerResponsiveness: Sendable {
    /// No limit applies, or the container has not started.
    case unlimited
    /// The next report is not due yet.
    case reporting(dueIn: Duration)
    /// A report is late.
    case stalled(message: String, StallReaction)

    init(of pod: PodView, _ run: TrainingRun, _ attempts: TrainingAttempts, now: Timestamp) {
        guard let detector = StallDetector(of: pod, run, attempts) else {
            self = .unlimited
            return
        }
        if let left = detector.remaining(now: now) {
            self = .reporting(dueIn: left)
        } else {
            self = .stalled(message: detector.message, detector.reaction(of: run, now: now))
        }
    }
}

/// What follows from a stall.
enum StallReaction: Sendable, Hashable {
    /// It shows on the status, and the trainer continues.
    case report
    /// The attempt ends unless a late report arrives within this time.
    case awaitLateReport(Duration)
    /// The attempt has ended.
    case giveUp
}
