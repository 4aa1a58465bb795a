extension TrainingRun {
    public static let schema = rootSchema(
        """
        One training of one model: a container that runs once to its end. To train again, create another \
        TrainingRun.
        """,
        rules: immutability
    )

    public static let definition = CustomResourceDefinition(
        resource: resource,
        shortNames: ["trun"],
        columns: [
            PrinterColumn("Phase", ".status.phase", "State of the run."),
            PrinterColumn("Accelerator", ".status.accelerator", "Accelerator class, if any."),
            PrinterColumn("Attempts", ".status.attempts", type: .integer, isWide: true, "Attempts so far."),
            PrinterColumn("Job", ".status.job.name", isWide: true, "Job of the present attempt."),
            PrinterColumn("Node", ".status.node", isWide: true, "Node of the latest attempt."),
            PrinterColumn("Message", ".status.message", isWide: true, "What a person needs to know now."),
            .age,
        ],
        schema: schema
    )
}
