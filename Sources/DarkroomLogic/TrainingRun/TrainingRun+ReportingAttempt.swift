public import DarkroomAPI

extension TrainingRun {
    /// Number of the attempt whose trainer may report: the current one, or the last one of a run that has ended.
    public var reportingAttempt: Int {
        let number = TrainingAttempts(status?.history ?? [], of: spec).number
        guard status?.completionTime != nil, let last = status?.history.last else { return number }
        return last.number
    }
}
