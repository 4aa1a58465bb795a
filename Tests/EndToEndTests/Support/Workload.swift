import KubeCore

/// Specs of real workloads.
enum Workload {
    static let image = "localhost/workload:dev"

    /// A container that runs a shell script, and is small enough for many of them at once.
    static func shell(_ script: String) -> JSONValue {
        [
            "image": .string(image), "command": ["sh", "-c", .string(script)],
            "resources": ["requests": ["cpu": "10m", "memory": "16Mi"], "limits": ["memory": "64Mi"]],
        ]
    }

    /// Runs until it is told to end. A shell that is a container's first process ignores the signal unless it traps it,
    /// and would be killed after half a minute.
    static let endless = "trap 'exit 0' TERM; sleep 600 & wait"

    /// A pipeline of two consecutive steps, each of which runs a script.
    static func pipeline(_ script: String) -> JSONValue {
        [
            "steps": [
                shell(script).with(["name": "first"]), shell(script).with(["name": "second", "dependsOn": ["first"]]),
            ]
        ]
    }

    /// A service that answers requests.
    static let service: JSONValue = [
        "image": .string(image), "command": ["workload", "serve"],
        "scaling": ["minReplicas": 1, "maxReplicas": 1], "probes": ["periodSeconds": 1],
        "resources": ["requests": ["cpu": "10m", "memory": "32Mi"]],
    ]
}

extension JSONValue {
    /// The same object with some members replaced.
    func with(_ changes: [String: JSONValue]) -> JSONValue {
        .object((objectValue ?? [:]).merging(changes) { _, new in new })
    }
}
