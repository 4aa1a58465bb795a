public import KubeCore

/// A template: a container to run as a pod, or a DAG of other templates.
public struct Template: Hashable, Sendable {
    /// The work of a template.
    public enum Body: Hashable, Sendable {
        /// Members of the pod's container, copied with their tags replaced.
        case container(JSONValue)
        /// It runs other templates in order.
        case dag(DAG)
    }

    /// Its name within the Workflow.
    public var name: String
    /// Its input parameters.
    public var inputs: [Parameter]
    /// What it does.
    public var body: Body
    /// Its settings for pods.
    public var pod: PodSettings
    /// The number of seconds for which its pod may be active.
    public var activeDeadlineSeconds: Int?
    /// Whether and how failed pods are retried.
    public var retryStrategy: RetryStrategy?
    /// The template's path in the Workflow.
    public var path: String
}

extension Template {
    init(_ element: FieldReader.Element) throws(Refusal) {
        var fields = try FieldReader(element.value, at: element.path)
        path = element.path
        name = try fields.objectName("name")
        inputs = try Parameter.list(in: &fields, member: "inputs")
        // Generators write empty outputs; a non-empty one would be an unsupported feature.
        if let outputs = try fields.object("outputs") { try outputs.finish() }
        pod = try PodSettings(template: &fields)
        activeDeadlineSeconds = try fields.count("activeDeadlineSeconds")
        if let strategy = try fields.object("retryStrategy") { retryStrategy = try RetryStrategy(strategy) }
        let container = try fields.object("container")
        let dag = try fields.object("dag")
        switch (container, dag) {
        case (let container?, nil):
            body = .container(try Self.container(container))
        case (nil, let dag?):
            guard retryStrategy == nil, activeDeadlineSeconds == nil else {
                throw Refusal(
                    path,
                    "a dag template can have neither retryStrategy nor activeDeadlineSeconds here"
                )
            }
            body = .dag(try DAG(dag))
        case (nil, nil):
            // An unknown kind of template is the more likely reason; its field name says more than this message.
            try fields.finish()
            throw Refusal(path, "needs a container or a dag")
        case (_?, _?):
            throw Refusal(path, "can have a container or a dag, not both")
        }
        try fields.finish()
    }

    private static let containerMembers = [
        "args", "command", "env", "envFrom", "image", "imagePullPolicy", "ports", "resources",
        "securityContext",
        "terminationMessagePath", "terminationMessagePolicy", "volumeMounts", "workingDir",
    ]

    private static func container(_ reader: FieldReader) throws(Refusal) -> JSONValue {
        var fields = reader
        _ = try fields.string("name")
        var members: [String: JSONValue] = [:]
        for name in containerMembers { members[name] = fields.take(name) }
        try fields.finish()
        guard members["image"]?.stringValue?.isEmpty == false else {
            throw Refusal(fields.path(of: "image"), "is missing")
        }
        return .object(members)
    }
}
