internal import DarkroomAPI
internal import KubeCore
internal import KubeRuntime

/// What a status says that is worth an Event when it begins to say so.
struct StatusNews: Hashable, Sendable {
    let severity: ObjectEvent.Severity
    let reason: String
    let note: String

    /// An end or a state that all is well in.
    static func good(_ phase: String, _ message: String?) -> StatusNews {
        StatusNews(severity: .normal, reason: phase, note: message ?? phase)
    }

    /// An end or a state that somebody should know about; the condition has the reason for programs.
    static func bad(_ phase: String, _ message: String?, _ condition: Condition?) -> StatusNews {
        StatusNews(severity: .warning, reason: condition?.reason ?? phase, note: message ?? phase)
    }
}

/// A status that may have news.
protocol NewsworthyStatus {
    /// Nil while nothing has ended or gone wrong.
    var news: StatusNews? { get }

    /// Counts what this status tells for the first time; called once it is on the object.
    func meter(since previous: Self?)

    /// Whether it concludes something that cannot be taken back from what is on the object: then that has to be known to
    /// the last.
    func isConclusion(after previous: Self?) -> Bool
}

extension NewsworthyStatus {
    func meter(since previous: Self?) {}
    func isConclusion(after previous: Self?) -> Bool { false }
}

extension ImagePipelineStatus: NewsworthyStatus {
    var news: StatusNews? {
        switch phase {
        case .succeeded?: .good("Succeeded", message)
        case .stopped?: .good("Stopped", message)
        case .failed?: .bad("Failed", message, conditions[ConditionType.succeeded])
        case .pending?, .running?, .suspended?, nil: nil
        }
    }
}

extension TrainingRunStatus: NewsworthyStatus {
    /// An attempt has ended, and the trainer's own word counts for how; it may have come a moment before the end. What is
    /// told between attempts is told of all that came before: a cache that is behind must not take ends off the record.
    func isConclusion(after previous: Self?) -> Bool {
        history.count != previous?.history.count ?? 0 || completionTime != previous?.completionTime
            || phase == .queued || phase == .suspended
    }

    var news: StatusNews? {
        switch phase {
        case .succeeded?: .good("Succeeded", message)
        case .cancelled?: .good("Cancelled", message)
        case .failed?: .bad("Failed", message, conditions[ConditionType.succeeded])
        case .queued?, .scheduling?, .validating?, .running?, .suspended?, nil: nil
        }
    }
}

extension InferenceServiceStatus: NewsworthyStatus {
    var news: StatusNews? {
        switch phase {
        // Its message tells of passing things such as a roll-out, each of which would be news again.
        case .ready?: .good("Ready", "Requests are served")
        case .failed?: .bad("Failed", message, conditions[ConditionType.ready])
        case .idle?, .activating?, .degraded?, .stopped?, nil: nil
        }
    }
}
