public import KubeCore

/// A Workflow's `spec`, read strictly: all its fields are known and consistent.
public struct WorkflowSpec: Hashable, Sendable {
    /// How a Workflow is ended early.
    public enum Shutdown: String, Hashable, Sendable {
        /// Ends it; with a real Argo exit handlers would still run.
        case stop = "Stop"
        /// Ends it at once.
        case terminate = "Terminate"
    }

    /// Which pods are deleted once their end is recorded.
    public struct PodGC: Hashable, Sendable {
        /// When they are deleted; nil for never.
        public var strategy: PodGCStrategy?
        /// Labels that a pod must have to be deleted.
        public var labels: [String: String] = [:]
    }

    /// When pods are deleted whose end is recorded.
    public enum PodGCStrategy: String, Hashable, Sendable {
        /// Every pod, as it ends.
        case onPodCompletion = "OnPodCompletion"
        /// Pods that succeed, as they end.
        case onPodSuccess = "OnPodSuccess"
        /// All pods, when the Workflow ends.
        case onWorkflowCompletion = "OnWorkflowCompletion"
        /// All pods, when the Workflow succeeds.
        case onWorkflowSuccess = "OnWorkflowSuccess"
    }

    /// Seconds after its end at which a Workflow is deleted.
    public struct TimeToLive: Hashable, Sendable {
        /// After any end; the other two take precedence.
        public var afterCompletion: Int?
        /// After success; takes precedence over `afterCompletion`.
        public var afterSuccess: Int?
        /// After a failure; takes precedence over `afterCompletion`.
        public var afterFailure: Int?
    }

    /// Argo's own limit on templates, and on the tasks of a DAG.
    static let mostTemplates = 200

    /// The name of the template to run.
    public var entrypoint: String
    /// Arguments: `workflow.parameters.*`, and the entrypoint's inputs.
    public var arguments: [Parameter]
    /// The templates by name.
    public var templates: [String: Template]
    /// Settings for all pods.
    public var pod: PodSettings
    /// Most pods active at once.
    public var parallelism: Int?
    /// Seconds from its start after which the Workflow is ended.
    public var activeDeadlineSeconds: Int?
    /// Whether no new pod may start.
    public var isSuspended: Bool
    /// Whether and how the Workflow must end now.
    public var shutdown: Shutdown?
    /// Which pods are deleted when they have ended.
    public var podGC: PodGC?
    /// When the Workflow is deleted.
    public var timeToLive: TimeToLive?

    /// Reads `spec` and checks that its parts fit together.
    public init(_ spec: JSONValue) throws(Refusal) {
        var fields = try FieldReader(spec, at: "spec")
        entrypoint = try fields.requiredString("entrypoint")
        arguments = try Parameter.list(in: &fields, member: "arguments")
        templates = [:]
        for element in try fields.array("templates", atMost: Self.mostTemplates) {
            let template = try Template(element)
            guard templates.updateValue(template, forKey: template.name) == nil else {
                throw Refusal("\(element.path).name", "'\(template.name)' is there twice")
            }
        }
        pod = try PodSettings(workflow: &fields)
        parallelism = try fields.count("parallelism")
        activeDeadlineSeconds = try fields.count("activeDeadlineSeconds")
        isSuspended = try fields.bool("suspend") ?? false
        shutdown = try fields.choice("shutdown")
        if var reader = try fields.object("podGC") {
            var collection = PodGC(strategy: try reader.choice("strategy"))
            if var selector = try reader.object("labelSelector") {
                collection.labels = try selector.stringMap("matchLabels")
                try selector.finish()
            }
            podGC = collection
            try reader.finish()
        }
        if let reader = try fields.object("ttlStrategy") { timeToLive = try TimeToLive(reader) }
        // Without an executor there are no logs to archive, so a Workflow may ask for none.
        if try fields.bool("archiveLogs") == true { throw Refusal.unknownField("spec.archiveLogs") }
        try fields.finish()
        try check()
    }
}

extension WorkflowSpec.TimeToLive {
    fileprivate init(_ reader: FieldReader) throws(Refusal) {
        var fields = reader
        afterCompletion = try fields.count("secondsAfterCompletion")
        afterSuccess = try fields.count("secondsAfterSuccess")
        afterFailure = try fields.count("secondsAfterFailure")
        try fields.finish()
    }
}

extension FieldReader {
    /// One of a closed set of words; empty counts as absent, as in Go's decoder.
    fileprivate mutating func choice<Choice: RawRepresentable<String>>(
        _ name: String
    ) throws(Refusal) -> Choice? {
        guard let text = try string(name), !text.isEmpty else { return nil }
        guard let choice = Choice(rawValue: text) else {
            throw Refusal(path(of: name), "the Argo development stand-in does not know '\(text)'")
        }
        return choice
    }
}
