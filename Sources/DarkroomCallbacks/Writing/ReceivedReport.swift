internal import KubeCore

/// A report, with the attempt that sent it and its time of arrival.
struct ReceivedReport: Sendable {
    let report: TrainerReport
    let attempt: Int
    let time: Timestamp
    /// Which metrics of the run are kept.
    var selection = MetricSelection(wanted: nil)
    /// What was wrong with the call, of which the report is what could be used; nil if nothing was.
    var problem: String?

    var isHeartbeat: Bool { if case .heartbeat = report { true } else { false } }

    /// The heartbeat that says what both say.
    func followed(by later: ReceivedReport) -> ReceivedReport {
        guard attempt == later.attempt, case .heartbeat(let first) = report, case .heartbeat(let second) = later.report
        else { return later }
        return ReceivedReport(
            report: .heartbeat(first.followed(by: second, later.selection)),
            attempt: attempt,
            time: later.time,
            selection: later.selection,
            problem: later.problem ?? problem
        )
    }
}
