public import KubeCRD

extension TrainingRun {
    public static let schema = Schema.root(
        of: resource,
        """
        One training of one model: a container that runs once to its end. To train again, create another \
        TrainingRun.
        """,
        spec: TrainingRunSpec.schema,
        status: wholeStatus,
        rules: immutability
    )

    /// The operator's part of the status and the callback server's, which are two types because each is applied whole
    /// by its writer.
    private static var wholeStatus: Schema {
        guard case .object(let own) = TrainingRunStatus.schema.shape,
            case .object(let reported) = TrainerStatus.schema.shape
        else { return TrainingRunStatus.schema }
        return .object(
            "State of the run. Only the operator and the callback server write it.",
            own + reported
        )
    }

    public static let definition = CustomResourceDefinition(
        resource: resource,
        shortNames: ["trun"],
        categories: [DarkroomGroup.category],
        columns: [
            PrinterColumn("Phase", ".status.phase", "State of the run."),
            PrinterColumn("Progress", ".status.percentDone", "Share that is done."),
            PrinterColumn("Epoch", ".status.epoch", type: .integer, "Current pass over the data."),
            PrinterColumn("Accelerator", ".status.accelerator", "Accelerator class, if any."),
            PrinterColumn("Metric", ".status.metric", "Name and value of the main metric."),
            PrinterColumn("Attempts", ".status.attempts", type: .integer, isWide: true, "Number of attempts so far."),
            PrinterColumn("Job", ".status.job.name", isWide: true, "Job of the current attempt."),
            PrinterColumn("Node", ".status.node", isWide: true, "Node of the latest attempt."),
            PrinterColumn("Heartbeat", ".status.lastHeartbeat", type: .date, isWide: true, "Last report."),
            PrinterColumn("Message", ".status.message", isWide: true, "What you need to know now."),
            .age,
        ],
        schema: schema
    )
}
