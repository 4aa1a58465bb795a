public import KubeCRD
import KubeCore

extension TrainingRunSpec: FieldCoded {
    public static let fields = Fields(
        """
        What the run does. Once the run has started, only suspend, cancel and ttlSecondsAfterFinished can change.
        """,
        from: TrainingRunSpec(),
        rules: [
            ValidationRule(
                "has(self.image) != has(self.framework)",
                message: "must have exactly one of `image` and `framework`"
            )
        ]
    ) {
        Field(
            "image",
            \.image,
            .string(.image),
            "Container image of the trainer. Set either this or `framework`."
        )
        .identified { spec in spec.framework == nil ? ["image": .string(spec.image ?? "")] : [:] }
        Field(
            "framework",
            \.framework,
            .string(.dnsLabel),
            """
            Framework, such as `ultralytics`, for which the operator's configuration names a trainer image; for an \
            unknown one, `Accepted=False` lists the known ones. Set either this or `image`.
            """
        )
        Field.command(\.command)
        Field.args(\.args)
        Field(
            "model",
            \.model,
            .string(length: 1...253),
            "Name of the model, for the container's environment variable MODEL_NAME."
        )
        Field(
            "taskType",
            \.taskType,
            .string(length: 1...253),
            "Kind of task, such as `classification`, for the container's environment variable TASK_TYPE."
        )
        Field("dataset", \.dataset).inlined
        Field("storage", \.storage)
        Field("checkpoints", \.checkpoints).inlined
        Field(
            "metric",
            \.metric,
            .string(length: 1...TrainerStatus.maxMetricName),
            """
            Name of the metric that `kubectl get` shows; `per_class.cat` is the member `cat` of `per_class`. Without it, the reported metric that stands for quality, \
            such as `accuracy` or `mAP50`, or else the loss.
            """
        )
        Field("tracking", \.tracking).inlined
        Field.scalars(
            "hyperparameters",
            \.hyperparameters,
            """
            Hyperparameters. The container finds each in an environment variable, `learningRate` and \
            `learning-rate` in HP_LEARNING_RATE, and all of them as a JSON object in HYPERPARAMETERS. Names must \
            \(ParameterName.rule); values are strings, numbers or booleans.
            """
        )
        Field.env(\.env)
        Field("accelerator", \.accelerator).identified { $0.accelerator?.identityMembers ?? [:] }
        Field.resources(\.resources)
        Field.sharedMemory(\.sharedMemory)
        Field(
            "retry",
            \.retry,
            """
            What happens when the container fails. Each retry is a Job of its own, after 10 s, 20 s, 40 s and so on \
            up to 6 minutes. Without it, the run fails at once.
            """
        )
        .inlined
        Field("timeouts", \.timeouts).inlined
        Field(
            "suspend",
            \.suspend,

            """
            Stops the container and frees its node, or keeps the container from starting, until this is false \
            again.
            """
        )
        .outsideIdentity
        Field(
            "cancel",
            \.cancel,
            "Ends the run permanently. A run that has already ended stays as it is."
        )
        .outsideIdentity
        Field.ttlSecondsAfterFinished(\.ttlSecondsAfterFinished)
        Field(
            "queueName",
            \.queueName,
            .string(.labelValue),
            "Kueue LocalQueue in the same namespace that admits the run. Without it, the run starts at once."
        )
        Field.podLabels(\.podLabels)
        Field.podAnnotations(\.podAnnotations)
    }
}
