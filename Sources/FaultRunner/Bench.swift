import KubeClient
import KubeCore

/// The namespace of one run, and the hands that work in it besides the operator's.
struct Bench: Sendable {
    let api: API
    let namespace: String
    /// Kills the operator and starts it again.
    let restart: @Sendable () async throws -> Void

    func path(_ resource: String, _ name: String? = nil, _ subresource: String? = nil) -> String {
        let collection = "\(Resource.groups[resource] ?? "")/namespaces/\(namespace)/\(resource)"
        return ([collection] + [name, subresource].compactMap(\.self)).joined(separator: "/")
    }

    /// Makes a namespace.
    static func prepare(_ api: API, _ namespace: String) async throws {
        try await api.send(.post, "/api/v1/namespaces", ["metadata": ["name": .string(namespace)]])
    }

    func create(_ resource: String, _ name: String, spec: JSONValue) async throws {
        try await api.send(
            .post,
            path(resource),
            [
                "apiVersion": "darkroom.dev/v1alpha1", "kind": .string(Resource.kinds[resource] ?? ""),
                "metadata": ["name": .string(name)], "spec": spec,
            ]
        )
    }

    func get(_ resource: String, _ name: String) async throws -> JSONValue? {
        do {
            return try await api.send(.get, path(resource, name))
        } catch let refusal as API.Refusal where refusal.status == 404 {
            return nil
        }
    }

    func list(_ resource: String) async throws -> [JSONValue] {
        try await api.send(.get, path(resource))["items"]?.arrayValue ?? []
    }

    func patch(
        _ resource: String,
        _ name: String,
        subresource: String? = nil,
        _ patch: JSONValue
    ) async throws {
        let contentType = "application/merge-patch+json"
        try await api.send(.patch, path(resource, name, subresource), contentType: contentType, patch)
    }

    /// Deletes an object and returns its UID.
    @discardableResult
    func delete(_ resource: String, _ name: String) async throws -> String? {
        let uid = try await get(resource, name)?["metadata"]?["uid"]?.stringValue
        try await api.send(.delete, path(resource, name), ["propagationPolicy": "Background"])
        return uid
    }

    /// The first object of a resource by name; every run has few.
    func only(_ resource: String) async throws -> JSONValue {
        let all = try await list(resource).filter {
            $0["metadata"]?["deletionTimestamp"] == nil && $0.name.hasPrefix(Workload.subject)
        }
        // Items of a list do not say what they are.
        guard let first = all.first, let whole = try await get(resource, first.name) else {
            throw Missing(resource: resource)
        }
        return whole
    }

    struct Missing: Error { let resource: String }
}

extension JSONValue {
    var name: String { self["metadata"]?["name"]?.stringValue ?? "" }
    var uid: String { self["metadata"]?["uid"]?.stringValue ?? "" }
    var phase: String { self["status"]?["phase"]?.stringValue ?? "" }
    /// Whether its status is about its present spec.
    var isReportedOn: Bool {
        self["metadata"]?["generation"] != nil
            && self["metadata"]?["generation"] == self["status"]?["observedGeneration"]
    }
}
