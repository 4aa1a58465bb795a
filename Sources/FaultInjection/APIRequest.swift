/// What a request to an API server is about, read from its method, path and query.
public struct APIRequest: Hashable, Sendable {
    /// What it does.
    public enum Verb: String, Codable, Sendable {
        case create, apply, patch, update, delete
        case get, list, watch
        case other

        /// Whether it changes something.
        public var isWrite: Bool {
            switch self {
            case .create, .apply, .patch, .update, .delete: true
            case .get, .list, .watch, .other: false
            }
        }
    }

    /// What it does.
    public let verb: Verb
    /// Plural name of the resource; empty for paths without one.
    public let resource: String
    /// Namespace.
    public let namespace: String?
    /// Object name, where the path has one.
    public let name: String?
    /// Subresource, such as `status`.
    public let subresource: String?
    /// Whether it requests a later page of a list.
    public let isContinuation: Bool
    /// Version after which a watch begins.
    public let resourceVersion: String?

    /// Reads a request.
    ///
    /// - Parameter query: Decoded names and values.
    public init(method: String, path: String, query: [(name: String, value: String)], contentType: String?) {
        let parts = Self.parts(of: path)
        (namespace, resource) = (parts.namespace, parts.resource)
        (name, subresource) = (parts.name, parts.subresource)
        isContinuation = query.contains { $0.name == "continue" && !$0.value.isEmpty }
        resourceVersion = query.first { $0.name == "resourceVersion" }?.value
        let isWatch = query.contains { $0.name == "watch" && ["true", "1"].contains($0.value) }
        verb =
            switch (method, parts.resource.isEmpty) {
            case (_, true): .other
            case ("GET", _): isWatch ? .watch : (parts.name == nil ? .list : .get)
            case ("POST", _): .create
            case ("PUT", _): .update
            case ("DELETE", _): .delete
            case ("PATCH", _): contentType?.hasPrefix("application/apply-patch") ?? false ? .apply : .patch
            default: .other
            }
    }

    private static func parts(
        of path: String
    ) -> (namespace: String?, resource: String, name: String?, subresource: String?) {
        var parts = path.split(separator: "/").map(String.init)[...]
        switch parts.popFirst() {
        case "api": parts = parts.dropFirst(1)
        case "apis": parts = parts.dropFirst(2)
        default: return (nil, "", nil, nil)
        }
        var namespace: String?
        if parts.first == "namespaces", parts.count > 2 {
            namespace = parts[parts.startIndex + 1]
            parts = parts.dropFirst(2)
        }
        let rest = Array(parts)
        guard let resource = rest.first else { return (namespace, "", nil, nil) }
        return (namespace, resource, rest.count > 1 ? rest[1] : nil, rest.count > 2 ? rest[2] : nil)
    }
}

extension APIRequest {
    /// Resource and subresource in one word, such as `trainingruns/status`.
    public var target: String { subresource.map { "\(resource)/\($0)" } ?? resource }

    /// Whether it belongs to leader election, which runs by the clock and is not part of the work.
    public var isElection: Bool { resource == "leases" }

    /// Whether it is about an Event: Events are aggregated and may be dropped, by design.
    public var isReport: Bool { resource == "events" }

    /// Whether it is neither of these.
    var isWork: Bool { !isElection && !isReport }
}
