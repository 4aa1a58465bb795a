/// What a ``TrainingRun`` does. Fixed once the run has started, except `suspend`, `cancel` and
/// `ttlSecondsAfterFinished`.
///
/// Its fields, with what they mean and allow, are in `TrainingRunSpec+Fields.swift`.
public struct TrainingRunSpec: Hashable, Sendable {
    /// Container image of the trainer; nil for that of the ``framework``.
    public var image: String?
    /// Framework whose trainer image the operator's configuration names.
    public var framework: String?
    /// Program and first arguments; empty for the image's entry point.
    public var command: [String] = []
    /// Arguments after ``command``.
    public var args: [String] = []
    /// Name of the model, as `MODEL_NAME`.
    public var model: String?
    /// Kind of task, as `TASK_TYPE`.
    public var taskType: String?
    /// Data to train on.
    public var dataset: TrainingDataset?
    /// Object store for data and checkpoints.
    public var storage: TrainingStorage?
    /// Where checkpoints go.
    public var checkpoints = TrainingCheckpointing()
    /// Metric that is shown first; nil leaves the choice to Darkroom.
    public var metric: String?
    /// Where the record of experiments is kept.
    public var tracking = TrainingTracking()
    /// Hyperparameters, as `HP_<NAME>` each and all together as `HYPERPARAMETERS`.
    public var hyperparameters: [String: ScalarValue] = [:]
    /// Environment variables.
    public var env: [EnvironmentVariable] = []
    /// Accelerators; nil for CPU alone.
    public var accelerator: TrainingAccelerator?
    /// CPU, memory and other resources.
    public var resources = ComputeResources()
    /// Size of `/dev/shm`; nil for one that follows from the memory limit.
    public var sharedMemory: Quantity?
    /// Tries after a failure.
    public var retry = TrainingRetry()
    /// Limits in time.
    public var timeouts = TrainingTimeouts()
    /// Whether the run gives its node back and waits.
    public var suspend = false
    /// Whether to end the run now.
    public var cancel = false
    /// Seconds after its end at which the Job is removed; nil for never.
    public var ttlSecondsAfterFinished: Int?
    /// Kueue's LocalQueue the Job waits in; nil for none.
    public var queueName: String?
    /// Further labels of the pods.
    public var podLabels: [String: String] = [:]
    /// Further annotations of the pods.
    public var podAnnotations: [String: String] = [:]

    /// Makes a spec with every other field at its default.
    public init(image: String? = nil, model: String? = nil) {
        self.image = image
        self.model = model
    }
}
