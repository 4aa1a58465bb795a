extension PipelineStep: Schematic {
    public static let schema = Schema.object(
        "One step: a container that runs once the steps it depends on have succeeded.",
        [
            .required("name", .string(.dnsLabel), "Name of the step, unique within the pipeline."),
            .image,
            .command,
            .args,
            .scalars(
                "parameters",
                """
                Further arguments: each becomes `--name=value`, after `args`, in the order of the names, with the \
                value exactly as written. Names must \(ParameterName.rule); values are strings, numbers or booleans.
                """
            ),
            .env,
            .optional(
                "dependsOn",
                .list(of: .string(.dnsLabel), .set, count: 0...100),
                "Names of the steps that must have succeeded before this one starts."
            ),
            .accelerator,
            .resources,
            .optional(
                "retry",
                RetryPolicy.schema,
                "What happens when the step fails. Without it, `runPolicy.retryLimit` holds."
            ),
            .optional(
                "timeoutSeconds",
                .integer(1...2_592_000),
                "Seconds after its start at which a try of the step is ended as failed. Without it, never."
            ),
        ],
        rules: [
            ValidationRule(
                "!has(self.dependsOn) || !(self.name in self.dependsOn)",
                message: "a step cannot depend on itself",
                fieldPath: ".dependsOn"
            )
        ]
    )
}
