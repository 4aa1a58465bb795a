public import DarkroomAPI
public import KubeCore

extension TrainingRun {
    /// Whether reports still count. They do for a short time after the run's end is on record: the last reports may be
    /// on their way, and a trainer that was told to end may still save a checkpoint. After that, its token could only be
    /// used to rewrite the result.
    public func acceptsReports(now: Timestamp) -> Bool {
        guard let end = status?.completionTime else { return true }
        return now < end.adding(seconds: Self.lateReports)
    }

    /// Seconds after the run's end within which reports count.
    private static let lateReports = 120

    /// Number of the attempt whose trainer may report: the current one, or the last one of a run that has ended.
    public var reportingAttempt: Int {
        let number = TrainingAttempts(status?.history ?? [], of: spec).number
        guard status?.completionTime != nil, let last = status?.history.last else { return number }
        return last.number
    }
}
