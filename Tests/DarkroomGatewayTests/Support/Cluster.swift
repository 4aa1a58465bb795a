import DarkroomAPI
import KubeCore

@testable import DarkroomGateway

/// Objects in the form that an API server sends.
enum Cluster {
    /// An InferenceService of the namespace `vision`.
    static func service(
        _ name: String,
        created: String = "2026-01-01T00:00:00Z",
        spec: [String: JSONValue] = [:],
        status: JSONValue? = nil
    ) throws -> InferenceService {
        var object: [String: JSONValue] = [
            "metadata": metadata(name, uid: "uid-\(name)", ["creationTimestamp": .string(created), "generation": 3]),
            "spec": .object(["image": "i"].merging(spec) { $1 }),
        ]
        object["status"] = status
        return try JSONValue.object(object).decode(InferenceService.self)
    }

    /// The Deployment of a service.
    static func deployment(
        of service: String,
        replicas: Int,
        version: String = "1",
        modelVersion: String? = nil
    ) -> JSONValue {
        let owner: JSONValue = [
            "apiVersion": "darkroom.dev/v1alpha1", "kind": "InferenceService", "name": .string(service),
            "uid": .string("uid-\(service)"), "controller": true,
        ]
        let metadata = metadata(
            service,
            uid: "uid-deployment",
            version: version,
            ["ownerReferences": .array([owner])]
        )
        var spec: [String: JSONValue] = ["replicas": .integer(Int64(replicas))]
        if let modelVersion {
            spec["template"] = ["metadata": ["labels": ["darkroom.dev/model-version": .string(modelVersion)]]]
        }
        return ["metadata": metadata, "spec": .object(spec)]
    }

    /// A pod of a service.
    static func pod(
        _ name: String,
        of service: String,
        in namespace: String = "vision",
        ip: String = "10.0.0.1",
        port: Int = 8080,
        isReady: Bool = true,
        isEnding: Bool = false,
        modelVersion: String? = nil
    ) -> JSONValue {
        var labels: [String: JSONValue] = ["darkroom.dev/uid": .string("uid-\(service)")]
        labels["darkroom.dev/model-version"] = modelVersion.map(JSONValue.string)
        var more: [String: JSONValue] = ["labels": .object(labels)]
        if isEnding { more["deletionTimestamp"] = "2026-01-01T00:00:00Z" }
        return [
            "metadata": metadata(name, in: namespace, uid: "uid-\(name)", more),
            "spec": ["containers": [["ports": [["name": "http", "containerPort": .integer(Int64(port))]]]]],
            "status": [
                "podIP": .string(ip),
                "conditions": [["type": "Ready", "status": isReady ? "True" : "False"]],
            ],
        ]
    }

    private static func metadata(
        _ name: String,
        in namespace: String = "vision",
        uid: String,
        version: String = "1",
        _ more: [String: JSONValue] = [:]
    ) -> JSONValue {
        .object(
            [
                "name": .string(name), "namespace": .string(namespace), "uid": .string(uid),
                "resourceVersion": .string(version),
            ].merging(more) { $1 }
        )
    }
}
