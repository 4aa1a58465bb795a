import DarkroomAPI
import DarkroomLogic
import KubeCore
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Timestamp {
    static let noon = Timestamp(Date(timeIntervalSince1970: 1_700_000_000))

    func adding(_ seconds: Double) -> Timestamp { Timestamp(date.addingTimeInterval(seconds)) }

    var json: JSONValue { .string(description) }
}

extension ObjectMeta {
    static func custom(_ name: String, annotations: [String: String] = [:]) -> ObjectMeta {
        ObjectMeta(
            name: name,
            namespace: "team",
            uid: "0a1b2c3d-0000-4000-8000-00000000000f",
            generation: 1,
            annotations: annotations
        )
    }
}

extension TrainingRun {
    static func sample(_ change: (inout TrainingRunSpec) -> Void = { _ in }) -> TrainingRun {
        var spec = TrainingRunSpec(image: "registry.example/trainer:1", model: "digits")
        change(&spec)
        return TrainingRun(metadata: .custom("digits"), spec: spec)
    }
}

extension InferenceService {
    static func sample(_ change: (inout InferenceServiceSpec) -> Void = { _ in }) -> InferenceService {
        var spec = InferenceServiceSpec(
            image: "registry.example/server:1",
            scaling: InferenceScaling(minReplicas: 1, maxReplicas: 4)
        )
        change(&spec)
        return InferenceService(metadata: .custom("segment"), spec: spec)
    }
}

extension ImagePipeline {
    /// Two steps, the second after the first.
    static func sample(_ change: (inout ImagePipelineSpec) -> Void = { _ in }) -> ImagePipeline {
        var spec = ImagePipelineSpec(steps: [
            ImagePipelineStep(name: "resize", image: "registry.example/tool:1"),
            ImagePipelineStep(name: "embed", image: "registry.example/tool:1", dependsOn: ["resize"]),
        ])
        change(&spec)
        return ImagePipeline(metadata: .custom("thumbnails"), spec: spec)
    }
}

extension PodView {
    /// A pod as in a cluster; `status` is its status as JSON.
    static func sample(
        _ name: String = "pod",
        node: String? = nil,
        labels: [String: String] = [:],
        annotations: [String: String] = [:],
        createdAfter seconds: Double = 0,
        status: JSONValue
    ) throws -> PodView {
        let labels = labels.mapValues { JSONValue.string($0) }
        let annotations = annotations.mapValues { JSONValue.string($0) }
        let object: JSONValue = [
            "metadata": [
                "name": .string(name), "namespace": "team", "labels": .object(labels),
                "annotations": .object(annotations), "creationTimestamp": Timestamp.noon.adding(seconds).json,
            ],
            "spec": ["nodeName": node.map(JSONValue.string) ?? nil],
            "status": status,
        ]
        return try object.decode()
    }

    /// A pod for which the scheduler finds no node.
    static func unschedulable(_ words: String, labels: [String: String] = [:]) throws -> PodView {
        try sample(
            labels: labels,
            status: [
                "phase": "Pending",
                "conditions": [
                    [
                        "type": "PodScheduled", "status": "False", "reason": "Unschedulable",
                        "message": .string(words),
                    ]
                ],
            ]
        )
    }

    /// A pod whose only container is in `state`.
    static func container(
        _ name: String,
        pod: String = "pod",
        phase: String,
        node: String = "gpu-1",
        labels: [String: String] = [:],
        createdAfter seconds: Double = 0,
        state: JSONValue,
        lastState: JSONValue = [:]
    ) throws -> PodView {
        try sample(
            pod,
            node: node,
            labels: labels,
            createdAfter: seconds,
            status: [
                "phase": .string(phase),
                "containerStatuses": [
                    ["name": .string(name), "restartCount": 3, "state": state, "lastState": lastState]
                ],
            ]
        )
    }
}

extension ReconcilePlan where Status == TrainingRunStatus {
    func condition(_ type: String) throws -> Condition { try #require(status.conditions[type]) }
}

extension ReconcilePlan where Status == ImagePipelineStatus {
    func condition(_ type: String) throws -> Condition { try #require(status.conditions[type]) }
}

extension ReconcilePlan where Status == InferenceServiceStatus {
    func condition(_ type: String) throws -> Condition { try #require(status.conditions[type]) }
}

extension [ChildWrite] {
    /// The writes as verb and kind, such as `create Job`.
    var verbs: [String] {
        map { write in
            let verb =
                switch write {
                case .create, .createUnread: "create"
                case .apply: "apply"
                case .patch: "patch"
                case .scale: "scale"
                case .delete: "delete"
                }
            return "\(verb) \(write.resource.kind)"
        }
    }
}
