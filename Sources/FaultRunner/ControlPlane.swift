import ClusterTestSupport
import KubeClient
import KubeCore

/// The namespace of one run, and the actors in it besides the operator: the user, and the engines that the runner plays.
///
/// Its requests bypass the proxy.
struct ControlPlane: Sendable {
    let namespace: TestNamespace
    /// Kills the operator and starts it again.
    let restart: @Sendable () async throws -> Void

    /// Creates the namespace of a run.
    init(
        _ environment: RunEnvironment,
        namespace name: String,
        restart: @escaping @Sendable () async throws -> Void = {}
    ) async throws {
        namespace = TestNamespace(name: name, client: environment.client)
        self.restart = restart
        try await namespace.create(waitsForServiceAccount: false)
    }

    func create(_ resource: String, _ name: String, spec: JSONValue) async throws {
        try await namespace.create(try Resource.named(resource), name, ["spec": spec])
    }

    func get(_ resource: String, _ name: String) async throws -> JSONValue? {
        try await namespace.document(try Resource.named(resource), name)
    }

    func list(_ resource: String) async throws -> [JSONValue] {
        try await namespace.documents(try Resource.named(resource))
    }

    func replace(_ resource: String, _ name: String, with object: JSONValue) async throws {
        try await namespace.replace(try Resource.named(resource), name, with: object)
    }

    func patch(
        _ resource: String,
        _ name: String,
        subresource: Subresource? = nil,
        _ patch: JSONValue
    ) async throws {
        try await namespace.patch(try Resource.named(resource), name, subresource: subresource, patch)
    }

    /// Deletes an object and returns its UID.
    @discardableResult
    func delete(_ resource: String, _ name: String) async throws -> String? {
        let uid = try await get(resource, name)?.uid
        try await namespace.delete(try Resource.named(resource), name)
        return uid
    }

    /// The first object of a resource by name; every run has few.
    func only(_ resource: String) async throws -> JSONValue {
        let all = try await list(resource).filter {
            $0["metadata"]?["deletionTimestamp"] == nil && $0.name.hasPrefix(Workload.subject)
        }
        // Items of a list have no kind.
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
    /// Whether its status reports on its current spec.
    var isReportedOn: Bool {
        self["metadata"]?["generation"] != nil
            && self["metadata"]?["generation"] == self["status"]?["observedGeneration"]
    }
}
