public import DarkroomAPI
internal import KubeCore
public import KubeReconcile
internal import KubeRuntime

extension StatusEvent {
    /// A run has ended well, or a service is as it should be.
    static func good(_ phase: String, _ message: String?) -> StatusEvent {
        StatusEvent(.normal, reason: phase, note: message ?? phase)
    }

    /// A run has failed, or a service cannot become as it should be; the condition has the reason for programs.
    static func bad(_ phase: String, _ message: String?, _ condition: Condition?) -> StatusEvent {
        StatusEvent(.warning, reason: condition?.reason ?? phase, note: message ?? phase)
    }
}

extension ImagePipelineStatus: EventSource {
    public var event: StatusEvent? {
        switch phase {
        case .succeeded?: .good("Succeeded", message)
        case .stopped?: .good("Stopped", message)
        case .failed?: .bad("Failed", message, conditions[ConditionType.succeeded])
        case .pending?, .running?, .suspended?, nil: nil
        }
    }
}

extension TrainingRunStatus: EventSource {
    /// When an attempt ends, the trainer's own report counts, and it may have arrived a moment before the end. The status
    /// between attempts tells of all earlier ones: a cache that is behind must not take their ends off the record.
    public func requiresOptimisticLock(after previous: Self?) -> Bool {
        history.count != previous?.history.count ?? 0 || completionTime != previous?.completionTime
            || phase == .queued || phase == .suspended
    }

    public var event: StatusEvent? {
        switch phase {
        case .succeeded?: .good("Succeeded", message)
        case .cancelled?: .good("Cancelled", message)
        case .failed?: .bad("Failed", message, conditions[ConditionType.succeeded])
        case .queued?, .scheduling?, .validating?, .running?, .suspended?, nil: nil
        }
    }
}

extension InferenceServiceStatus: EventSource {
    public var event: StatusEvent? {
        switch phase {
        // The message also tells of passing things such as a rollout, each of which would be another event.
        case .ready?: .good("Ready", "Requests are served")
        case .failed?: .bad("Failed", message, conditions[ConditionType.ready])
        case .idle?, .activating?, .degraded?, .stopped?, nil: nil
        }
    }
}
