public import KubeCore

/// The settings of a Workflow or a template for its pods: labels, annotations, and members of the pod's `spec`.
public struct PodSettings: Hashable, Sendable {
    /// Labels for the pods.
    public var labels: [String: String] = [:]
    /// Annotations for the pods.
    public var annotations: [String: String] = [:]
    /// Members of the pod's `spec` by their names there, copied without interpretation.
    public var spec: [String: JSONValue] = [:]
    /// `emptyDir` volumes.
    public var volumes: [JSONValue] = []

    /// These settings with those of a template on top.
    ///
    /// A template's `nodeSelector`, `affinity` and so on replace the Workflow's: Argo does not merge them.
    /// Labels, annotations and volumes are added.
    public func overlaid(by template: PodSettings) -> PodSettings {
        PodSettings(
            labels: labels.merging(template.labels) { $1 },
            annotations: annotations.merging(template.annotations) { $1 },
            spec: spec.merging(template.spec) { $1 },
            volumes: volumes + template.volumes
        )
    }
}

extension PodSettings {
    /// Members that a Workflow's spec and a template share, and that have the same name in a pod's spec.
    private static let sharedMembers = [
        "affinity", "automountServiceAccountToken", "nodeSelector", "schedulerName", "securityContext",
        "serviceAccountName", "tolerations",
    ]

    /// Takes the pod settings of a Workflow's spec.
    init(workflow fields: inout FieldReader) throws(Refusal) {
        try takeCommon(of: &fields)
        take("imagePullSecrets", of: &fields)
        take("podPriorityClassName", as: "priorityClassName", of: &fields)
        try takeMetadata("podMetadata", of: &fields)
    }

    /// Takes the pod settings of a template.
    init(template fields: inout FieldReader) throws(Refusal) {
        try takeCommon(of: &fields)
        take("priorityClassName", of: &fields)
        try takeMetadata("metadata", of: &fields)
    }

    private mutating func takeCommon(of fields: inout FieldReader) throws(Refusal) {
        for name in Self.sharedMembers { take(name, of: &fields) }
        for volume in try fields.array("volumes") {
            var members = try FieldReader(volume.value, at: volume.path)
            _ = try members.requiredString("name")
            _ = members.take("emptyDir")
            try members.finish()
            volumes.append(volume.value)
        }
        // Argo's executor is a separate sidecar; the stand-in has none, and so needs no account for it.
        if var executor = try fields.object("executor") {
            _ = try executor.string("serviceAccountName")
            try executor.finish()
        }
    }

    private mutating func take(_ name: String, as podName: String? = nil, of fields: inout FieldReader) {
        spec[podName ?? name] = fields.take(name)
    }

    private mutating func takeMetadata(_ name: String, of fields: inout FieldReader) throws(Refusal) {
        guard var metadata = try fields.object(name) else { return }
        labels = try metadata.stringMap("labels")
        annotations = try metadata.stringMap("annotations")
        try metadata.finish()
    }
}

extension PodSettings {
    func checkTags(at path: String, metadata: String, known: Set<String>) throws(Refusal) {
        for (place, map) in [("labels", labels), ("annotations", annotations)] {
            let value = JSONValue.object(map.mapValues(JSONValue.string))
            try Tags.check(value, at: "\(path).\(metadata).\(place)", known: known)
        }
        try Tags.check(.object(spec), at: path, known: known)
        try Tags.check(.array(volumes), at: "\(path).volumes", known: known)
    }

    /// These settings with the tags in all their strings replaced.
    public func substituting(_ values: Tags.Values, at path: String) throws(Refusal) -> PodSettings {
        var result = self
        result.labels = try labels.substituting(values, at: "\(path).metadata.labels")
        result.annotations = try annotations.substituting(values, at: "\(path).metadata.annotations")
        for (name, value) in spec {
            result.spec[name] = try Tags.substitute(value, values, at: "\(path).\(name)")
        }
        for (index, volume) in volumes.enumerated() {
            result.volumes[index] = try Tags.substitute(volume, values, at: "\(path).volumes[\(index)]")
        }
        return result
    }
}

extension [String: String] {
    fileprivate func substituting(_ values: Tags.Values, at path: String) throws(Refusal) -> [String: String] {
        var result = self
        for (name, text) in self {
            result[name] = try Tags.substitute(text, values, at: "\(path).\(name)")
        }
        return result
    }
}
