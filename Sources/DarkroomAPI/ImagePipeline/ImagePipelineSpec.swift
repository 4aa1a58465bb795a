public import KubeCRD

/// What an ``ImagePipeline`` does.
public struct ImagePipelineSpec: Hashable, FieldCoded {
    /// The steps, in any order.
    public var steps: [ImagePipelineStep]
    /// How runs start and end.
    public var runPolicy: ImagePipelineRunPolicy
    /// Service account of the steps' pods; nil for the namespace's own.
    public var serviceAccountName: String?
    /// Further labels of the pods.
    public var podLabels: [String: String] = [:]
    /// Further annotations of the pods.
    public var podAnnotations: [String: String] = [:]

    /// Makes a spec.
    public init(
        steps: [ImagePipelineStep],
        runPolicy: ImagePipelineRunPolicy = ImagePipelineRunPolicy(),
        serviceAccountName: String? = nil
    ) {
        self.steps = steps
        self.runPolicy = runPolicy
        self.serviceAccountName = serviceAccountName
    }

    public static let fields = Fields("What the pipeline does.", from: ImagePipelineSpec(steps: [])) {
        Field(
            required: "steps",
            \.steps,
            .list(of: .own, .map(key: "name"), count: 1...100, rules: [knownDependencies]),
            """
            The steps, in any order. A step starts when all steps it depends on have succeeded; steps that do \
            not depend on each other run at the same time.
            """
        )
        // A change to how runs are held, counted and kept does not start a new run.
        Field("runPolicy", \.runPolicy).outsideIdentity
        Field(
            "serviceAccountName",
            \.serviceAccountName,
            .string(.dnsSubdomain),
            "Service account of the steps' pods, in the same namespace. Without it, the namespace's default one."
        )
        // They say nothing about what a run does.
        Field.podLabels(\.podLabels).outsideIdentity
        Field.podAnnotations(\.podAnnotations).outsideIdentity
    }

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
