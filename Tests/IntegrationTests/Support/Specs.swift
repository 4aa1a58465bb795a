import KubeCore

/// Specs that need no running pod.
enum Specs {
    static let image = "localhost/nothing:1"

    /// One step after another; no controller runs Workflows here.
    static let pipeline: JSONValue = [
        "steps": [
            ["name": "first", "image": .string(image), "command": ["one"]],
            ["name": "second", "image": .string(image), "dependsOn": ["first"]],
        ]
    ]

    /// Its pod waits for a node.
    static let trainingRun: JSONValue = [
        "image": .string(image),
        "command": ["train"],
        "hyperparameters": ["epochs": 3],
        "accelerator": ["class": .string(TestAccelerators.absent)],
    ]

    /// It has no pod.
    static let inferenceService: JSONValue = [
        "image": .string(image), "scaling": ["minReplicas": 0, "maxReplicas": 4],
    ]
}

extension JSONValue {
    /// The same object with some members replaced, or removed if the value is null.
    func with(_ changes: [String: JSONValue]) -> JSONValue {
        .object((objectValue ?? [:]).merging(changes) { _, new in new }.filter { $0.value != .null })
    }
}
