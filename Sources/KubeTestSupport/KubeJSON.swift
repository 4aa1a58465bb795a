public import KubeCore

/// Builds JSON that an API server sends.
public enum KubeJSON {
    /// A widget with any `spec`, valid or malformed.
    public static func widget(
        _ name: String,
        namespace: String? = "default",
        uid: String? = nil,
        version: String = "1",
        labels: JSONValue = [:],
        annotations: JSONValue = [:],
        owner: OwnerReference? = nil,
        spec: JSONValue = ["size": 1]
    ) -> JSONValue {
        var metadata: [String: JSONValue] = [
            "name": .string(name), "uid": .string(uid ?? "uid-\(name)"), "resourceVersion": .string(version),
            "labels": labels, "annotations": annotations,
        ]
        if let namespace { metadata["namespace"] = .string(namespace) }
        if let owner {
            metadata["ownerReferences"] = [
                [
                    "apiVersion": .string(owner.apiVersion), "kind": .string(owner.kind),
                    "name": .string(owner.name), "uid": .string(owner.uid),
                    "controller": .bool(owner.controller ?? false),
                ]
            ]
        }
        return ["metadata": .object(metadata), "spec": spec]
    }

    /// A page of a list.
    public static func list(_ items: [JSONValue], version: String, continue token: String? = nil) -> JSONValue {
        var metadata: [String: JSONValue] = ["resourceVersion": .string(version)]
        if let token { metadata["continue"] = .string(token) }
        return ["metadata": .object(metadata), "items": .array(items)]
    }

    /// A watch event.
    public static func event(_ type: String, _ object: JSONValue) -> JSONValue {
        ["type": .string(type), "object": object]
    }

    /// A bookmark.
    public static func bookmark(_ version: String) -> JSONValue {
        event("BOOKMARK", ["metadata": ["resourceVersion": .string(version)]])
    }

    /// The bookmark that ends the initial events of a stream.
    public static func endOfInitialEvents(_ version: String) -> JSONValue {
        let annotations: JSONValue = ["k8s.io/initial-events-end": "true"]
        return event(
            "BOOKMARK",
            ["metadata": ["resourceVersion": .string(version), "annotations": annotations]]
        )
    }

    /// A `Status` of a rejected request.
    public static func status(_ code: Int, _ reason: String = "", message: String = "refused") -> JSONValue {
        [
            "kind": "Status", "apiVersion": "v1", "status": "Failure", "code": .integer(Int64(code)),
            "reason": .string(reason), "message": .string(message),
        ]
    }
}
