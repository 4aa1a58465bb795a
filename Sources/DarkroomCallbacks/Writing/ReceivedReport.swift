internal import KubeCore

/// A report, with the attempt that sent it and its time of arrival.
struct ReceivedReport: Sendable {
    let report: TrainerReport
    let attempt: Int
    let time: Timestamp

    var isHeartbeat: Bool { if case .heartbeat = report { true } else { false } }
}
