/// What a ``TrainingRun`` does. Fixed once the run has started, except `suspend`, `cancel` and
/// `ttlSecondsAfterFinished`.
public struct TrainingRunSpec: Hashable, Sendable, Encodable {
    /// Container image of the trainer; nil for that of the ``framework``.
    public var image: String?
    /// Framework whose trainer image the operator's configuration names.
    public var framework: String?
    /// Program and first arguments; empty for the image's entry point.
    public var command: [String]
    /// Arguments after ``command``.
    public var args: [String]
    /// Name of the model, as `MODEL_NAME`.
    public var model: String?
    /// Kind of task, as `TASK_TYPE`.
    public var taskType: String?
    /// Data to learn from.
    public var dataset: TrainingDataset?
    /// Object store for data and checkpoints.
    public var storage: TrainingStorage?
    /// Where checkpoints go.
    public var checkpoints: TrainingCheckpointing
    /// Metric that is shown first; nil leaves the choice to Darkroom.
    public var metric: String?
    /// Where the record of experiments is kept.
    public var tracking: TrainingTracking
    /// Hyperparameters, as `HP_<NAME>` each and all together as `HYPERPARAMETERS`.
    public var hyperparameters: [String: ScalarValue]
    /// Environment variables.
    public var env: [EnvironmentVariable]
    /// Accelerators; nil for CPU alone.
    public var accelerator: TrainingAccelerator?
    /// CPU, memory and the like.
    public var resources: ComputeResources
    /// Tries after a failure.
    public var retry: TrainingRetry
    /// Limits in time.
    public var timeouts: TrainingTimeouts
    /// Whether the run gives its node back and waits.
    public var suspend: Bool
    /// Whether the run is to end now.
    public var cancel: Bool
    /// Seconds after its end at which the Job is removed; nil for never.
    public var ttlSecondsAfterFinished: Int?
    /// Kueue's LocalQueue the Job waits in; nil for none.
    public var queueName: String?

    /// Makes a spec.
    public init(
        image: String? = nil,
        framework: String? = nil,
        command: [String] = [],
        args: [String] = [],
        model: String? = nil,
        taskType: String? = nil,
        dataset: TrainingDataset? = nil,
        storage: TrainingStorage? = nil,
        checkpoints: TrainingCheckpointing = TrainingCheckpointing(),
        metric: String? = nil,
        tracking: TrainingTracking = TrainingTracking(),
        hyperparameters: [String: ScalarValue] = [:],
        env: [EnvironmentVariable] = [],
        accelerator: TrainingAccelerator? = nil,
        resources: ComputeResources = ComputeResources(),
        retry: TrainingRetry = TrainingRetry(),
        timeouts: TrainingTimeouts = TrainingTimeouts(),
        suspend: Bool = false,
        cancel: Bool = false,
        ttlSecondsAfterFinished: Int? = nil,
        queueName: String? = nil
    ) {
        self.image = image
        self.framework = framework
        self.command = command
        self.args = args
        self.model = model
        self.taskType = taskType
        self.dataset = dataset
        self.storage = storage
        self.checkpoints = checkpoints
        self.metric = metric
        self.tracking = tracking
        self.hyperparameters = hyperparameters
        self.env = env
        self.accelerator = accelerator
        self.resources = resources
        self.retry = retry
        self.timeouts = timeouts
        self.suspend = suspend
        self.cancel = cancel
        self.ttlSecondsAfterFinished = ttlSecondsAfterFinished
        self.queueName = queueName
    }

    private enum CodingKeys: String, CodingKey {
        case image, framework, command, args, model, taskType, dataset, storage, checkpoints, metric, tracking
        case hyperparameters, env, accelerator, resources, retry, timeouts, suspend, cancel, ttlSecondsAfterFinished,
            queueName
    }
}

extension TrainingRunSpec: Decodable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        image = try container.decodeIfPresent(String.self, forKey: .image)
        framework = try container.decodeIfPresent(String.self, forKey: .framework)
        command = try container.value(.command, default: [])
        args = try container.value(.args, default: [])
        model = try container.decodeIfPresent(String.self, forKey: .model)
        taskType = try container.decodeIfPresent(String.self, forKey: .taskType)
        dataset = try container.decodeIfPresent(TrainingDataset.self, forKey: .dataset)
        storage = try container.decodeIfPresent(TrainingStorage.self, forKey: .storage)
        checkpoints = try container.value(.checkpoints, default: TrainingCheckpointing())
        metric = try container.decodeIfPresent(String.self, forKey: .metric)
        tracking = try container.value(.tracking, default: TrainingTracking())
        hyperparameters = try container.scalars(.hyperparameters)
        env = try container.value(.env, default: [])
        accelerator = try container.decodeIfPresent(TrainingAccelerator.self, forKey: .accelerator)
        resources = try container.value(.resources, default: ComputeResources())
        retry = try container.value(.retry, default: TrainingRetry())
        timeouts = try container.value(.timeouts, default: TrainingTimeouts())
        suspend = try container.value(.suspend, default: false)
        cancel = try container.value(.cancel, default: false)
        ttlSecondsAfterFinished = try container.decodeIfPresent(Int.self, forKey: .ttlSecondsAfterFinished)
        queueName = try container.decodeIfPresent(String.self, forKey: .queueName)
    }
}
