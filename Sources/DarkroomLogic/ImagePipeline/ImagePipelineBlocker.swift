import DarkroomAPI
import KubeCore

/// Why the run that an ImagePipeline's spec asks for cannot start.
enum ImagePipelineBlocker: Hashable, Sendable {
    /// The spec is not acceptable.
    case unacceptable([SpecProblem])
    /// `runPolicy.suspend` was set before the run started.
    case suspended
    /// `concurrencyPolicy: Forbid`, and these older runs have not ended.
    case olderRuns([String])
    /// The run had a Workflow that was deleted, and these pods of it are left. Argo tells pods apart by the Workflow's name
    /// and not by its UID: a new Workflow of that name would take them for its own, and fail with them.
    case remainingPods([String], areTerminating: Bool)
    /// The API server rejected the Workflow, or a foreign object has its name.
    case rejected(ChildRejection)

    /// Nil when nothing keeps the run from starting.
    init?(_ observed: ObservedImagePipeline) {
        let olderRuns = observed.unfinishedOlderRuns
        let remaining = observed.podsOfRequestedRun
        if !observed.problems.isEmpty {
            self = .unacceptable(observed.problems)
        } else if observed.policy.suspend {
            self = .suspended
        } else if observed.policy.concurrencyPolicy == .forbid, !olderRuns.isEmpty {
            self = .olderRuns(olderRuns.map(\.metadata.name))
        } else if !remaining.isEmpty {
            self = .remainingPods(
                remaining.map(\.metadata.name).sorted(),
                areTerminating: remaining.allSatisfy(\.metadata.isBeingDeleted)
            )
        } else if let rejection = observed.rejection {
            self = .rejected(rejection)
        } else {
            return nil
        }
    }
}

extension ImagePipelineBlocker {
    /// The pipeline's phase while no older run is in progress.
    var summary: PhaseSummary<ImagePipelinePhase> {
        switch self {
        case .unacceptable(let problems):
            PhaseSummary(.failed, reason: problems.first?.reason.rawValue, problems.summary())
        case .suspended:
            PhaseSummary(.suspended, "Suspended by spec.runPolicy.suspend before the run started")
        case .olderRuns(let names):
            PhaseSummary(
                .pending,
                reason: "WaitingForOlderRun",
                "The changed pipeline starts when \(names.quotedList(limit: 3)) has ended"
            )
        case .remainingPods(let names, areTerminating: true):
            PhaseSummary(
                .pending,
                reason: "WaitingForPods",
                "The pods of the previous Workflow are terminating: \(names.quotedList(limit: 3))"
            )
        case .remainingPods(let names, areTerminating: false):
            PhaseSummary(
                .pending,
                reason: "WaitingForPods",
                "The run starts when the pods of the previous Workflow are gone: \(names.quotedList(limit: 3))"
            )
        case .rejected(let rejection):
            PhaseSummary(.pending, reason: rejection.reason, rejection.summary)
        }
    }
}
