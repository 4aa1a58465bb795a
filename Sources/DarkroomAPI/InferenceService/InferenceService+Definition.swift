public import KubeCRD

extension InferenceService {
    public static let schema = Schema.root(
        of: resource,
        "A model behind HTTP: a number of identical containers with one address.",
        spec: InferenceServiceSpec.schema,
        status: wholeStatus
    )

    /// The operator's part of the status and the gateway's.
    private static var wholeStatus: Schema {
        guard case .object(let own) = InferenceServiceStatus.schema.shape,
            case .object(let gateway) = InferenceGatewayStatus.schema.shape
        else { return InferenceServiceStatus.schema }
        // `conditions` is in both.
        let names = Set(own.map(\.name))
        return .object(
            "State of the service. Only the operator and the gateway write it.",
            own + gateway.filter { !names.contains($0.name) }
        )
    }

    /// Without a scale subresource: the autoscaler sets the number of replicas, within the bounds of the spec.
    public static let definition = CustomResourceDefinition(
        resource: resource,
        // KServe has `isvc`, and the bare plural, in many clusters.
        shortNames: ["infsvc"],
        categories: [DarkroomGroup.category],
        columns: [
            PrinterColumn(
                "Ready",
                #".status.conditions[?(@.type=="Ready")].status"#,
                "Whether requests are served."
            ),
            PrinterColumn("URL", ".status.url", "Address of the service."),
            PrinterColumn("Replicas", ".status.replicas.ready", type: .integer, "Number of containers that serve."),
            PrinterColumn("Accelerator", ".spec.accelerator.class", "Accelerator class, if any."),
            PrinterColumn("ColdStart", ".status.coldStart.p50", "Median time to wake, in seconds."),
            PrinterColumn("Phase", ".status.phase", isWide: true, "State of the service."),
            PrinterColumn(
                "Desired",
                ".status.replicas.desired",
                type: .integer,
                isWide: true,
                "Number of containers that should run."
            ),
            PrinterColumn("Message", ".status.message", isWide: true, "What you need to know now."),
            .age,
        ],
        schema: schema
    )
}
