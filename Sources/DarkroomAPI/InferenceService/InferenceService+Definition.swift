extension InferenceService {
    public static let schema = rootSchema(
        "A model behind HTTP: a number of equal containers with one address."
    )

    /// There is no scale subresource: a replica count is the autoscaler's, which goes by this spec's bounds.
    public static let definition = CustomResourceDefinition(
        resource: resource,
        // KServe has `isvc`, and the bare plural, in many clusters.
        shortNames: ["infsvc"],
        columns: [
            PrinterColumn(
                "Ready",
                #".status.conditions[?(@.type=="Ready")].status"#,
                "Whether requests are served."
            ),
            PrinterColumn("Phase", ".status.phase", "State of the service."),
            PrinterColumn("URL", ".status.url", "Address within the cluster."),
            PrinterColumn("Replicas", ".status.replicas.ready", type: .integer, "Containers that serve."),
            PrinterColumn(
                "Desired",
                ".status.replicas.desired",
                type: .integer,
                isWide: true,
                "Containers there should be."
            ),
            PrinterColumn("Accelerator", ".spec.accelerator.class", "Accelerator class, if any."),
            PrinterColumn("Message", ".status.message", isWide: true, "What a person needs to know now."),
            .age,
        ],
        schema: schema
    )
}
