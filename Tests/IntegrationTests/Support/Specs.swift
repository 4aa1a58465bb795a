import KubeCore

/// Specs that are carried out without any pod that runs.
enum Specs {
    static let image = "localhost/nothing:1"

    /// One step after the other; nobody runs Workflows here.
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

    /// With no pod at all.
    static let inferenceService: JSONValue = [
        "image": .string(image), "scaling": ["minReplicas": 0, "maxReplicas": 4],
    ]
}

extension JSONValue {
    /// The same object with other members, or with none of that name where the value is null.
    func with(_ changes: [String: JSONValue]) -> JSONValue {
        .object((objectValue ?? [:]).merging(changes) { _, new in new }.filter { $0.value != .null })
    }
}
