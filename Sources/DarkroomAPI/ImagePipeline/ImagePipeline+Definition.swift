public import KubeCRD

extension ImagePipeline {
    public static let schema = Schema.root(
        of: resource,
        """
        A graph of image-processing steps, each a container. Applying it starts a run; changing what the steps do \
        starts a new one.
        """,
        spec: ImagePipelineSpec.schema,
        status: ImagePipelineStatus.schema
    )

    public static let definition = CustomResourceDefinition(
        resource: resource,
        shortNames: ["ipl"],
        categories: [DarkroomGroup.category],
        columns: [
            PrinterColumn("Phase", ".status.phase", "State of the current run."),
            PrinterColumn("Progress", ".status.progress", "Steps that are done, of all steps."),
            PrinterColumn("Run", ".status.run.name", isWide: true, "Workflow of the current run."),
            PrinterColumn("Message", ".status.message", isWide: true, "What you need to know now."),
            .age,
        ],
        schema: schema
    )
}
