import DarkroomAPI
import KubeCore

extension TrainingReport {
    /// Reckons anew when the trainer will be done, after it said how far it is.
    ///
    /// The first word of an attempt only sets the beginning: one that resumes at 60 % has not done that in a second.
    mutating func reckonCompletion(attempt: Int, at time: Timestamp) {
        guard let progress, !isOver(attempt, at: time) else {
            estimatedCompletionTime = nil
            return
        }
        guard let origin, origin.attempt == attempt, origin.progress <= progress, origin.time <= time else {
            self.origin = TrainingOrigin(attempt: attempt, progress: progress, time: time)
            estimatedCompletionTime = nil
            return
        }
        let done = progress - origin.progress
        guard done > 0 else {
            estimatedCompletionTime = nil
            return
        }
        let elapsed = TimeLimit.seconds(from: origin.time, to: time)
        let left = Double(elapsed) / Double(done) * Double(100 - progress)
        estimatedCompletionTime = time.adding(seconds: Int(min(max(0, left), Self.farthest)))
    }

    /// Ten years in seconds; what would take longer is not told more precisely.
    private static let farthest = 315_360_000.0
}
