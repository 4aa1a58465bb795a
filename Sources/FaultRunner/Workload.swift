import KubeCore

/// One step of a run, and the condition for its end.
struct Step: Sendable {
    /// Performs it; returns the UID of an object that it deletes.
    let act: @Sendable (ControlPlane) async throws -> String?
    /// Whether the operator has finished, given the objects of each resource.
    let isSettled: @Sendable ([String: [JSONValue]]) -> Bool

    init(
        _ act: @escaping @Sendable (ControlPlane) async throws -> Void,
        until isSettled: @escaping @Sendable ([String: [JSONValue]]) -> Bool
    ) {
        self.act = {
            try await act($0)
            return nil
        }
        self.isSettled = isSettled
    }

    init(
        removing act: @escaping @Sendable (ControlPlane) async throws -> String?,
        until isSettled: @escaping @Sendable ([String: [JSONValue]]) -> Bool
    ) {
        self.act = act
        self.isSettled = isSettled
    }
}

/// The steps of a run with one custom resource.
struct Workload: Sendable {
    let name: String
    /// The resources that are compared; the custom resource's is the first.
    let resources: [String]
    /// Creates what exists before the operator starts.
    var preparation: (@Sendable (ControlPlane) async throws -> Void)?
    let steps: [Step]

    var kind: String { resources[0] }

    /// Name of the custom resource in all workloads.
    static let subject = "subject"

    /// Name of a custom resource that is created while the subject is malformed.
    static let canary = "canary"

    static let all = trainingRuns + imagePipelines + inferenceServices + several
    static func named(_ name: String) -> Workload? { all.first { $0.name == name } }
}

extension Step {
    /// The custom resource is created.
    static func create(
        _ resource: String,
        _ spec: JSONValue,
        until isSettled: @escaping @Sendable ([String: [JSONValue]]) -> Bool
    ) -> Step {
        Step({ try await $0.create(resource, Workload.subject, spec: spec) }, until: isSettled)
    }

    /// The custom resource's spec changes.
    static func change(
        _ resource: String,
        _ spec: JSONValue,
        until isSettled: @escaping @Sendable ([String: [JSONValue]]) -> Bool
    ) -> Step {
        Step({ try await $0.patch(resource, Workload.subject, ["spec": spec]) }, until: isSettled)
    }

    /// The custom resource is deleted, and its children with it.
    static func remove(_ resource: String) -> Step {
        Step({ try await $0.delete(resource, Workload.subject) }) { state in
            state.values.allSatisfy(\.isEmpty)
        }
    }

    /// A user deletes a child.
    static func removeChild(
        _ resource: String,
        until isSettled: @escaping @Sendable ([String: [JSONValue]]) -> Bool
    ) -> Step {
        Step(
            removing: { plane in
                let child = try await plane.only(resource)
                return try await plane.delete(resource, child.name)
            },
            until: isSettled
        )
    }

    /// The operator is killed and started again, with nothing to do.
    static func restart(
        until isSettled: @escaping @Sendable ([String: [JSONValue]]) -> Bool
    ) -> Step {
        Step({ try await $0.restart() }, until: isSettled)
    }
}

extension [String: [JSONValue]] {
    /// Whether all custom resources of a kind are in a phase, with a current status, and have this many children.
    func settled(_ resource: String, _ phase: String, _ children: [String: Int] = [:]) -> Bool {
        let subjects = self[resource] ?? []
        return !subjects.isEmpty && subjects.allSatisfy { $0.phase == phase && $0.isReportedOn }
            && children.allSatisfy { self[$0.key]?.count == $0.value }
    }

    /// Whether an object of a resource contains this text.
    func contains(_ resource: String, _ text: String) -> Bool {
        (self[resource] ?? []).contains { object in
            ((try? object.canonicalData()).map { String(decoding: $0, as: UTF8.self) } ?? "").contains(text)
        }
    }
}
