import DarkroomAPI
import KubeCore

/// What is to be told on a TrainingRun.
enum TrainingRunReport {
    /// Greatest number of attempts the schema can hold; more than any run can have.
    private static let historyLimit = 16

    static func status(_ situation: TrainingRunSituation) -> TrainingRunStatus {
        let previous = situation.previous
        var status = previous
        status.observedGeneration = situation.run.metadata.generation
        guard !situation.isFinished else {
            let kept = previous.conditions.filter { $0.type != ConditionType.accepted }
            status.conditions = complete([accepted(situation)] + kept, situation)
            return status
        }
        let outcome = TrainingRunOutcome(situation)
        status.phase = outcome.phase
        status.message = outcome.message?.excerpt(2000)
        status.startTime = situation.startTime
        status.job = child(situation)
        status.specHash = specHash(situation)
        let presentPod = situation.job.flatMap { situation.pods.made(by: $0).newestFirst.first }
        status.node = presentPod.map(\.nodeName) ?? previous.node
        status.accelerator = situation.attempts.acceleratorClass
        status.attempts = attempts(situation)
        status.history = situation.attempts.history
        if situation.isCancelled {
            status.completionTime = situation.now
            if let job = situation.job {
                let record = AttemptRecord(
                    job: job,
                    pods: situation.pods.made(by: job),
                    attempts: situation.attempts
                )
                let attempt = record.ended(situation.now, TrainingRunPhase.cancelled.rawValue)
                status.history = (status.history + [attempt]).suffix(historyLimit)
            } else if let attempt = cancelledBefore(situation) {
                status.history = (status.history + [attempt]).suffix(historyLimit)
            }
        } else if let ending = situation.ending, !situation.isOutdated {
            status.history = (status.history + [ending.attempt]).suffix(historyLimit)
            if case .end = ending.consequence { status.completionTime = ending.attempt.completionTime }
        }
        status.traceID = situation.run.traceID
        status.tracking = TrackingLinks.status(situation)
        status.gpuSeconds = gpuSeconds(status.history, situation)
        let conditions = [
            accepted(situation), scheduled(situation, outcome), datasetVerified(situation), running(outcome),
            responsive(situation), succeeded(outcome),
        ].compactMap(\.self)
        status.conditions = complete(conditions, situation)
        return status
    }

    private static func complete(_ conditions: [Condition], _ situation: TrainingRunSituation) -> [Condition] {
        conditions.complete(
            for: situation.run.metadata,
            previous: situation.previous.conditions,
            now: situation.now
        )
    }

    /// The attempt whose Job went with an earlier look at a cancelled run, when the status could not be written; what is
    /// left of it is the status of before.
    private static func cancelledBefore(_ situation: TrainingRunSituation) -> TrainingAttempt? {
        let previous = situation.previous
        guard let job = previous.job, job.uid != nil, let number = previous.attempts,
            number > previous.history.last?.number ?? 0
        else { return nil }
        return TrainingAttempt(
            number: number,
            job: job.name,
            accelerator: previous.accelerator,
            node: previous.node,
            startTime: number == 1 ? previous.startTime : nil,
            completionTime: situation.now,
            reason: TrainingRunPhase.cancelled.rawValue
        )
    }

    private static func child(_ situation: TrainingRunSituation) -> ChildReference? {
        if let job = situation.job { return ChildReference(name: job.metadata.name, uid: job.metadata.uid) }
        let isComing = situation.needsJob && situation.refusal == nil
        return isComing ? ChildReference(name: situation.manifest.key.name) : nil
    }

    /// Attempts so far; nil before the first.
    private static func attempts(_ situation: TrainingRunSituation) -> Int? {
        let isUnderWay = situation.job != nil || situation.needsJob
        return isUnderWay ? situation.attempts.number : situation.attempts.history.last?.number
    }

    /// Time that ended attempts held accelerators. The present one is added at its end: a number that grew with time
    /// would be written for ever.
    private static func gpuSeconds(_ history: [TrainingAttempt], _ situation: TrainingRunSituation) -> Int? {
        guard let count = situation.run.spec.accelerator?.count else { return nil }
        let seconds = TrainingAttempts(history, of: situation.run.spec).secondsRun
        let (product, overflow) = seconds.multipliedReportingOverflow(by: count)
        return overflow ? nil : max(0, product)
    }

    private static func specHash(_ situation: TrainingRunSituation) -> String? {
        if let job = situation.job { return job.specHash ?? situation.previous.specHash }
        return situation.needsJob ? situation.specHash : situation.previous.specHash
    }

    private static func accepted(_ situation: TrainingRunSituation) -> Condition {
        if situation.isChangedTooLate {
            return .notAccepted(
                TrainingRun.specImmutable,
                """
                the run has started with another spec, which holds; of a run that has started only suspend, \
                cancel and ttlSecondsAfterFinished may change. Restore it, or create another TrainingRun
                """
            )
        }
        return .accepted(situation.isSettledSpec ? [] : situation.problems)
    }

    private static func scheduled(
        _ situation: TrainingRunSituation,
        _ outcome: TrainingRunOutcome
    ) -> Condition {
        let type = ConditionType.scheduled
        switch situation.jobState {
        case .waiting(let pod), .running(let pod):
            if let node = pod.nodeName { return .of(type, .true, "Scheduled", "on node \(node)") }
            return .of(type, .false, outcome.reason, outcome.message)
        case .succeeded, .failed:
            return .of(type, situation.startTime == nil ? .false : .true, outcome.phase.rawValue)
        case .podEnded:
            return situation.previous.conditions[type] ?? .of(type, .false, outcome.reason, outcome.message)
        case .heldBack, .withoutPod, nil:
            return .of(type, .false, outcome.reason, outcome.message)
        }
    }

    private static func running(_ outcome: TrainingRunOutcome) -> Condition {
        let isRunning = outcome.phase == .running
        return .of(ConditionType.running, isRunning ? .true : .false, outcome.reason, outcome.message)
    }

    /// As the present pod has it. While there is none, what was found last stands.
    private static func datasetVerified(_ situation: TrainingRunSituation) -> Condition? {
        guard situation.run.spec.dataset?.verify != nil else { return nil }
        let type = ConditionType.datasetVerified
        let pod = situation.job.flatMap { situation.pods.made(by: $0).newestFirst.first }
        switch pod?.datasetCheck {
        case .passed(let words): return .of(type, .true, "DatasetVerified", words.excerpt(1000))
        case .failed(let report): return .of(type, .false, report.reason, report.message.excerpt(1000))
        case .broken: return .of(type, .false, "CheckFailed", pod.flatMap(PodDiagnosis.init)?.summary)
        case .running, .waiting, nil:
            return situation.previous.conditions[type]
                ?? .of(type, .unknown, "Pending", "The data set is checked before the trainer starts")
        }
    }

    private static func responsive(_ situation: TrainingRunSituation) -> Condition? {
        let type = ConditionType.responsive
        if case .podEnded = situation.jobState, situation.overduePod == nil {
            return situation.previous.conditions[type]
        }
        guard let silence = situation.silence else { return nil }
        guard silence.remaining(now: situation.now) == nil else { return .of(type, .true, "Reporting") }
        return .of(type, .false, Silence.reason, silence.words)
    }

    private static func succeeded(_ outcome: TrainingRunOutcome) -> Condition {
        let status: Condition.Status =
            switch outcome.phase {
            case .succeeded: .true
            case .failed, .cancelled: .false
            case .queued, .scheduling, .validating, .running, .suspended: .unknown
            }
        return .of(ConditionType.succeeded, status, outcome.reason, outcome.message)
    }
}
