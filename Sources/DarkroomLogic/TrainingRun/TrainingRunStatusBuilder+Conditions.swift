import DarkroomAPI
import KubeCore

extension TrainingRunStatusBuilder {
    /// The conditions of a run whose end is not on record yet.
    ///
    /// Those about the pod follow what the Job is doing, in whichever stage the run is: the pod of a suspended run has its
    /// node until it is deleted.
    func conditions(_ summary: PhaseSummary<TrainingRunPhase>) -> [Condition] {
        [
            accepted, scheduled(summary), datasetVerified, running(summary), responsive, metricsFinite,
            succeeded(summary),
        ].compactMap(\.self)
    }

    /// Whether the spec can be carried out.
    var accepted: Condition {
        switch observed.acceptance {
        case .accepted:
            .accepted()
        case .invalid(let problems):
            .accepted(problems)
        case .changedTooLate:
            .notAccepted(
                TrainingRun.specImmutable,
                """
                the run has started with another spec, which stays in effect; after the start only suspend, cancel \
                and ttlSecondsAfterFinished may change. Restore the spec, or create another TrainingRun
                """
            )
        }
    }

    /// Whether the pod has a node.
    private func scheduled(_ summary: PhaseSummary<TrainingRunPhase>) -> Condition {
        let type = ConditionType.scheduled
        let unscheduled = Condition.of(type, .false, summary.reason, summary.message)
        switch observed.job?.state {
        case .active(.checkingDataset(let pod)), .active(.startingContainer(let pod)), .active(.running(let pod, _)):
            return pod.nodeName.map { .of(type, .true, "Scheduled", "on node \($0)") } ?? unscheduled
        case .active(.trainerEnded), .active(.podEnded):
            return observed.previous.conditions[type] ?? unscheduled
        case .active(.heldBack), .active(.awaitingPod), .active(.awaitingCapacity), .interrupted:
            return unscheduled
        case nil:
            // The pod of a disrupted attempt outlives its Job.
            guard case .disrupted = stage else { return unscheduled }
            return observed.previous.conditions[type] ?? unscheduled
        case .succeeded, .failed:
            return .of(type, observed.startTime == nil ? .false : .true, summary.phase.rawValue)
        }
    }

    /// Result of the data set check in the newest pod. Without a pod, the last result stands.
    private var datasetVerified: Condition? {
        guard observed.run.spec.dataset?.verify != nil else { return nil }
        let type = ConditionType.datasetVerified
        let pod = observed.job?.pods.first
        switch pod?.datasetCheck {
        case .passed(let message):
            return .of(type, .true, "DatasetVerified", message.excerpt(1000))
        case .failed(let report):
            return .of(type, .false, report.reason, report.message.excerpt(1000))
        case .broken:
            return .of(type, .false, "CheckFailed", pod.flatMap(PodDiagnosis.init)?.summary)
        case .running, .waiting, nil:
            return observed.previous.conditions[type]
                ?? .of(type, .unknown, "Pending", "The data set is checked before the trainer starts")
        }
    }

    /// Whether the trainer runs.
    private func running(_ summary: PhaseSummary<TrainingRunPhase>) -> Condition {
        let isRunning = summary.phase == .running
        return .of(ConditionType.running, isRunning ? .true : .false, summary.reason, summary.message)
    }

    /// Whether the trainer reports in time; nil when no limit applies.
    private var responsive: Condition? {
        let type = ConditionType.responsive
        switch observed.job?.state {
        case .active(.running(_, .reporting)):
            return .of(type, .true, "Reporting")
        case .active(.running(_, .stalled(let message, _))):
            return .of(type, .false, StallDetector.reason, message)
        case .active(.trainerEnded), .active(.podEnded(overdue: .none)):
            return observed.previous.conditions[type]
        case .active(.running(_, .unlimited)), .active(.podEnded(overdue: .some)), .active(.heldBack),
            .active(.awaitingPod), .active(.awaitingCapacity), .active(.checkingDataset), .active(.startingContainer),
            .succeeded, .failed, .interrupted, nil:
            return nil
        }
    }

    /// Whether the trainer's latest metrics are finite. A run that never had another one goes without the condition, so
    /// that its metrics cause no write of the operator's.
    private var metricsFinite: Condition? {
        let type = ConditionType.metricsFinite
        if let words = observed.run.trainerStatus.notFiniteMetrics {
            let message = "The latest metrics are not finite: \(words); check the learning rate and the data"
            return .of(type, .false, "NotFinite", message)
        }
        return observed.previous.conditions[type].map { _ in .of(type, .true, "Finite") }
    }

    /// Whether the run has succeeded.
    private func succeeded(_ summary: PhaseSummary<TrainingRunPhase>) -> Condition {
        let status: Condition.Status =
            switch summary.phase {
            case .succeeded: .true
            case .failed, .cancelled: .false
            case .queued, .scheduling, .validating, .running, .suspended: .unknown
            }
        return .of(ConditionType.succeeded, status, summary.reason, summary.message)
    }
}
