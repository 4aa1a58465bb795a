public import KubeCRD
import KubeCore

extension TrainingRunSpec: FieldCoded {
    public static let fields = Fields(
        """
        What the run does. Once the run has started nothing of it can change, except suspend, cancel and \
        ttlSecondsAfterFinished.
        """,
        from: TrainingRunSpec(),
        rules: [
            ValidationRule(
                "has(self.image) != has(self.framework)",
                message: "give either `image` or `framework`, not both and not neither"
            )
        ]
    ) {
        Field(
            "image",
            \.image,
            .string(.image),
            "Container image of the trainer. Give either this or `framework`."
        )
        .identified { spec in spec.framework == nil ? ["image": .string(spec.image ?? "")] : [:] }
        Field(
            "framework",
            \.framework,
            .string(.dnsLabel),
            """
            Framework, such as `ultralytics`, whose trainer image the operator's configuration names; an unknown \
            one shows as `Accepted=False` with the known ones. Give either this or `image`.
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
            .string(length: 1...63),
            """
            Name of the metric that `kubectl get` shows. Without it, the one that stands for quality among those \
            the trainer reports, such as `accuracy` or `mAP50`; else its loss.
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
        Field(
            "retry",
            \.retry,
            """
            How often to try again when the container fails, each time with a Job of its own, after 10 s, 20 s, \
            40 s and so on up to 6 minutes. Without it, the run fails at once.
            """
        )
        .inlined
        Field("timeouts", \.timeouts).inlined
        Field(
            "suspend",
            \.suspend,
            "Ends the container and gives its node back, or keeps it from starting, until this is false again."
        )
        .outsideIdentity
        Field(
            "cancel",
            \.cancel,
            "Ends the run for good. A run that has ended already stays as it is."
        )
        .outsideIdentity
        Field.ttlSecondsAfterFinished(\.ttlSecondsAfterFinished)
        Field(
            "queueName",
            \.queueName,
            .string(.labelValue),
            "Kueue LocalQueue in the same namespace that admits the run. Without it, the run starts at once."
        )
    }
}
