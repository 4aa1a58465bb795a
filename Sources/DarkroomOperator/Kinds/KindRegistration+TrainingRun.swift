public import DarkroomAPI
internal import DarkroomLogic
internal import KubeCore
public import KubeReconcile
internal import Metrics

extension KindRegistration {
    /// TrainingRun: a Job per attempt.
    static let trainingRun = KindRegistration(
        TrainingRun.self,
        render: ChildRenderer.render,
        controller: { kind, options in
            let jobs = kind.owns(JobView.self)
            let foreign = kind.foreign(JobView.self) { $0.status?.job?.name ?? TrainingRunPlanner.jobName(for: $0) }
            let departed = kind.departures(of: JobView.self) { job, _ in job }
            let pods = kind.watches(PodView.self, byUIDLabel: DarkroomLabel.uid)
            let event = kind.asksForEvents()
            return { run, rejections, now in
                TrainingRunPlanner.plan(
                    TrainingRunObservation(
                        run: run,
                        jobs: jobs(run) + foreign(run),
                        departed: departed(run),
                        pods: pods(run),
                        rejections: rejections,
                        event: event(run),
                        tokens: options.tokens,
                        configuration: options.configuration,
                        now: now
                    )
                )
            }
        }
    )
}

extension TrainingRunStatus: EventSource {
    public var event: StatusEvent? {
        switch phase {
        case .succeeded?: .good("Succeeded", message)
        case .cancelled?: .good("Cancelled", message)
        case .failed?: .bad("Failed", message, conditions[ConditionType.succeeded])
        case .queued?, .scheduling?, .validating?, .running?, .suspended?, nil: disruptionEvent
        }
    }

    /// Something other than the run told its pod to end. The same event while the pod ends and until the next attempt
    /// begins, so that it is recorded once.
    private var disruptionEvent: StatusEvent? {
        if let disruption {
            return .bad(disruption.reason, disruption.message, nil)
        }
        guard let last = history.last, last.disrupted == true, attempts == last.number else { return nil }
        return .bad(last.reason, last.message, nil)
    }

    /// When an attempt ends, the trainer's own report counts, and it may have arrived a moment before the end. The status
    /// between attempts tells of all earlier ones: a cache that is behind must not take their ends off the record.
    public func requiresOptimisticLock(after previous: Self?) -> Bool {
        history.count != previous?.history.count ?? 0 || completionTime != previous?.completionTime
            || phase == .queued || phase == .suspended
    }

    /// Reasons that are counted by name. A container's termination message can contain any others.
    private static let countedReasons: Set<String> = [
        "Cancelled", "Completed", "DeadlineExceeded", "Deleted", "Error", "Evicted", "NodeLost", "NodeShutdown",
        "OOMKilled", "Preempted", "ReportedFailure", "Stalled",
        TrainingAttempt.noCapacity,
    ]

    /// Counts the attempts that this status has and the previous one had not.
    public func recordMetrics(since previous: TrainingRunStatus?) {
        let known = previous?.history.last?.number ?? 0
        let ended = history.filter { $0.number > known }
        guard let last = ended.last else { return }
        for attempt in ended {
            let reason = Self.countedReasons.contains(attempt.reason) ? attempt.reason : "Other"
            Counter(label: "darkroom_training_attempts_total", dimensions: [("reason", reason)]).increment()
        }
        let seconds = (gpuSeconds ?? 0) - (previous?.gpuSeconds ?? 0)
        if let accelerator = last.accelerator, seconds > 0 {
            Counter(label: "darkroom_training_gpu_seconds_total", dimensions: [("class", accelerator)])
                .increment(by: seconds)
        }
    }
}
