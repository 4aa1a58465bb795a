internal import DarkroomAPI
internal import KubeCore

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

extension TrainerStatus {
    /// Estimates when the trainer will be done, after it reported its progress.
    ///
    /// The first report of an attempt only sets the origin: an attempt that resumes at 60 % did not do that work in a
    /// second.
    ///
    /// - Parameter remaining: Seconds that the trainer itself thinks it still needs; it knows better.
    mutating func estimateCompletion(attempt: Int, at time: Timestamp, remaining: Int? = nil) {
        estimateByPace(attempt: attempt, at: time)
        guard let remaining, !isOver(attempt, at: time) else { return }
        estimatedCompletionTime = time.adding(seconds: remaining)
    }

    private mutating func estimateByPace(attempt: Int, at time: Timestamp) {
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
        let elapsed = time.date.timeIntervalSince(origin.time.date)
        let left = elapsed / Double(done) * Double(100 - progress)
        estimatedCompletionTime = time.adding(seconds: Int(min(max(0, left), Self.longestEstimate)))
    }

    /// Ten years in seconds; longer times are not worth distinguishing.
    private static let longestEstimate = 315_360_000.0
}
