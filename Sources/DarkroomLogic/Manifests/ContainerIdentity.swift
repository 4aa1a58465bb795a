import DarkroomAPI
import KubeCore

/// The part of a run's identity that its container makes up.
enum ContainerIdentity {
    /// The members that say what runs, without those at their defaults.
    static func members(of request: any ContainerRequest) -> [String: JSONValue] {
        var members: [String: JSONValue] = ["image": .string(request.image)]
        if !request.command.isEmpty { members["command"] = .array(request.command.map(JSONValue.string)) }
        if !request.args.isEmpty { members["args"] = .array(request.args.map(JSONValue.string)) }
        if !request.env.isEmpty { members["env"] = .array(request.env.map(variable)) }
        if let accelerator = request.accelerator {
            members["accelerator"] = [
                "class": .string(accelerator.class), "count": .integer(Int64(accelerator.count)),
            ]
        }
        let requests = request.resources.requests.mapValues { JSONValue.string($0.text) }
        let limits = request.resources.limits.mapValues { JSONValue.string($0.text) }
        if !requests.isEmpty { members["requests"] = .object(requests) }
        if !limits.isEmpty { members["limits"] = .object(limits) }
        return members
    }

    private static func variable(_ variable: EnvironmentVariable) -> JSONValue {
        var members: [String: JSONValue] = ["name": .string(variable.name)]
        members["value"] = variable.value.map(JSONValue.string)
        members["secret"] = variable.secretKeyRef.map { [.string($0.name), .string($0.key)] }
        return .object(members)
    }
}
