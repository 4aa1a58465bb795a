import DarkroomAPI
import Exploration
import KubeCore

@testable import DarkroomLogic

/// A TrainingRun in a cluster: its Jobs and pods, the Job controller, the kubelet, the operator with its caches, the people
/// who meddle, and trainers that save and exit with 0 when they are told to end.
///
/// Times are seconds since noon.
struct TrainingWorld: Hashable, Sendable {
    /// What does not change while the world lasts.
    let scenario: TrainingScenario
    var run = Cached(Run())
    var jobs = Cached<[Job]>([])
    var pods = Cached<[Pod]>([])
    var `operator` = OperatorProcess()
    /// Jobs that the operator has seen disappear.
    var departed = Departures<Job>()
    /// A trainer's last report, while it is under way.
    var lateReport: Report?
    /// Whether a webhook adds a container to new pods that does not end by itself.
    var areSidecarsInjected = false
    /// Whether a quota refuses new pods.
    var arePodsRefused = false
    var now = 0
    var truth = Truth()

    init(_ scenario: TrainingScenario) { self.scenario = scenario }

    /// Seconds between the order to end and the end by force.
    static let gracePeriod = 30

    /// The custom resource.
    struct Run: Hashable, Sendable {
        var isSuspended = false
        var isCancelled = false
        /// How often the spec was edited.
        var edits = 0
        var generation: Int64 = 1
        var status: TrainingRunStatus?
        var trainer = TrainerStatus()
    }

    struct Job: Hashable, Sendable {
        let number: Int
        let name: String
        let specHash: String?
        /// How often the spec had been edited when it was made.
        let revision: Int
        let resumesFrom: String?
        var isSuspended = false
        /// Whether the operator has suspended it.
        var isSuspendedByRun = false
        var deadlineSeconds: Int?
        var startTime: Int?
        var end: End?

        var uid: String { "job-\(number)" }
        /// The attempt that it is for: the last part of its name.
        var attempt: Int { name.split(separator: "-").last.flatMap { Int($0) } ?? 0 }
    }

    /// How the Job controller has ended a Job.
    struct End: Hashable, Sendable {
        /// Nil for success.
        let failure: String?
        let time: Int
    }

    struct Pod: Hashable, Sendable {
        let number: Int
        let job: String
        let attempt: Int
        let revision: Int
        let creation: Int
        let hasSidecar: Bool
        var trainer = Trainer.waiting
        /// Whether the trainer hangs: it neither reports nor ends by itself, nor when it is told to.
        var isHung = false
        /// When the grace period is over; nil if nobody has told the pod to end.
        var deletion: Int?
        /// Whether a disruption such as a drain has told it to end.
        var isDisrupted = false
        /// Whether the Job controller does not count its end, because the Job was suspended.
        var isDiscounted = false

        var name: String { "pod-\(number)" }
    }

    enum Trainer: Hashable, Sendable {
        case waiting
        case running(since: Int)
        case exited(code: Int, since: Int, at: Int)
    }

    struct Report: Hashable, Sendable {
        let attempt: Int
        let revision: Int
        let time: Int
    }

    /// What has really happened, whether or not anything shows it.
    struct Truth: Hashable, Sendable {
        var jobs = 0
        var pods = 0
        /// The revisions of the spec for which a trainer has done all of its work and exited with 0.
        var trained: Set<Int> = []
        /// Those of them for which this is to be seen: the trainer's report has arrived, the Job is Complete, or the pod
        /// is kept by a sidecar after its trainer's end.
        var shown: Set<Int> = []
        /// Whether a user holds a Job back, apart from the run.
        var isJobHeld = false
    }
}

/// A TrainingRun's spec, and what kind of trainer it has.
enum TrainingScenario: String, Hashable, Sendable, CaseIterable {
    /// The trainer is any program: it reports nothing.
    case silentTrainer
    /// The trainer reports checkpoints and its result, and there is one retry.
    case reportingTrainer
    /// The trainer reports its progress but not its result. It must report every minute, or its attempt is given up.
    case watchedTrainer

    var reportsProgress: Bool { self != .silentTrainer }
    var reportsResult: Bool { self == .reportingTrainer }

    func run(_ object: TrainingWorld.Run) -> TrainingRun {
        var spec = TrainingRunSpec(image: "registry.example/trainer:1", model: "digits")
        spec.accelerator = TrainingAccelerator(class: "t4", count: 1)
        spec.retry.limit = self == .silentTrainer ? 0 : 1
        if self == .watchedTrainer {
            spec.timeouts.heartbeatSeconds = 60
            spec.timeouts.onStall = .restart
        }
        spec.suspend = object.isSuspended
        spec.cancel = object.isCancelled
        spec.args = object.edits > 0 ? ["--edit=\(object.edits)"] : []
        var metadata = ObjectMeta.custom("digits")
        metadata.generation = object.generation
        return TrainingRun(metadata: metadata, spec: spec, status: object.status, trainerStatus: object.trainer)
    }
}

extension TrainingWorld.Pod {
    var isTrainerRunning: Bool {
        if case .running = trainer { true } else { false }
    }

    var exitCode: Int? {
        if case .exited(let code, _, _) = trainer { code } else { nil }
    }

    /// When its trainer ended.
    var exitTime: Int? {
        if case .exited(_, _, let time) = trainer { time } else { nil }
    }

    /// Whether the trainer ended because it was told to, as far as the times tell.
    var wasToldToEnd: Bool {
        guard let deletion, let exitTime else { return false }
        return deletion - TrainingWorld.gracePeriod <= exitTime
    }

    /// Whether its sidecar still runs. The kubelet ends it with the pod.
    var isSidecarRunning: Bool { hasSidecar && trainer != .waiting && deletion == nil }

    /// Whether all containers have ended.
    var isFinished: Bool { exitCode != nil && !isSidecarRunning }

    var hasSucceeded: Bool { isFinished && exitCode == 0 }

    mutating func tellToEnd(now: Int) {
        if deletion == nil { deletion = now + TrainingWorld.gracePeriod }
    }
}
