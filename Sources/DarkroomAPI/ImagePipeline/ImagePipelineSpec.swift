import KubeCore

/// What an ``ImagePipeline`` does.
public struct ImagePipelineSpec: Hashable, Sendable, Encodable {
    /// The steps, in any order.
    public var steps: [PipelineStep]
    /// How runs come about and end.
    public var runPolicy: PipelineRunPolicy
    /// Service account of the steps' pods; nil for the namespace's own.
    public var serviceAccountName: String?

    /// Makes a spec.
    public init(
        steps: [PipelineStep],
        runPolicy: PipelineRunPolicy = PipelineRunPolicy(),
        serviceAccountName: String? = nil
    ) {
        self.steps = steps
        self.runPolicy = runPolicy
        self.serviceAccountName = serviceAccountName
    }

    private enum CodingKeys: String, CodingKey { case steps, runPolicy, serviceAccountName }
}

extension ImagePipelineSpec: Decodable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        steps = try container.decode([PipelineStep].self, forKey: .steps)
        runPolicy = try container.value(.runPolicy, default: PipelineRunPolicy())
        serviceAccountName = try container.decodeIfPresent(String.self, forKey: .serviceAccountName)
    }
}

extension ImagePipelineSpec: Schematic {
    public static let schema = Schema.object(
        "What the pipeline does.",
        [
            .required(
                "steps",
                .list(
                    of: PipelineStep.schema,
                    .map(key: "name"),
                    count: 1...100,
                    rules: [knownDependencies]
                ),
                """
                The steps, in any order. A step starts when all steps it depends on have succeeded; steps that do \
                not depend on each other run at the same time.
                """
            ),
            .optional("runPolicy", PipelineRunPolicy.schema, default: [:]),
            .optional(
                "serviceAccountName",
                .string(.dnsSubdomain),
                "Service account of the steps' pods, in the same namespace. Without it, the namespace's default one."
            ),
        ]
    )

    // The one-element list binds the names, which are then gathered once and not once for each dependency: the
    // server bounds what a rule may cost. A message that says which step it is would be over that bound.
    private static let knownDependencies = ValidationRule(
        """
        [self.map(step, step.name)].all(names, \
        self.all(step, !has(step.dependsOn) || step.dependsOn.all(name, name in names)))
        """,
        message: "a step's dependsOn names a step that this pipeline does not have"
    )
}
