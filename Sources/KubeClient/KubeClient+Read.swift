public import KubeCore

extension KubeClient {
    /// Reads one object.
    public func get<Object: KubeObject>(_ type: Object.Type, _ key: ObjectKey) async throws -> Object {
        try await perform(
            TransportRequest(method: .get, path: Object.resource.path(to: key)),
            as: type
        )
    }

    /// Reads one object's metadata, of whatever resource it is.
    public func metadata(_ resource: APIResource, _ key: ObjectKey) async throws -> ObjectMeta {
        try await perform(
            TransportRequest(method: .get, path: resource.path(to: key)),
            as: Written.self
        ).metadata
    }

    /// Reads one page of a list.
    ///
    /// - Parameters:
    ///   - namespace: Nil lists all namespaces.
    ///   - limit: Greatest number of items; nil leaves it to the server.
    ///   - continue: Token of the page before.
    ///   - resourceVersion: `"0"` accepts what the server has cached, which costs etcd nothing but may be old; nil
    ///     asks for the most recent state.
    public func list<Object: KubeObject>(
        _ type: Object.Type,
        namespace: String? = nil,
        selector: LabelSelector = .everything,
        limit: Int? = nil,
        continue token: String? = nil,
        resourceVersion: String? = nil
    ) async throws -> ObjectList<Object> {
        var query: [(name: String, value: String)] = []
        if let text = selector.queryValue { query.append(("labelSelector", text)) }
        if let limit { query.append(("limit", "\(limit)")) }
        if let token { query.append(("continue", token)) }
        // A continue token carries its own version; the server refuses both together.
        if let resourceVersion, token == nil { query.append(("resourceVersion", resourceVersion)) }
        return try await perform(
            TransportRequest(
                method: .get,
                path: Object.resource.requestPath(namespace: namespace),
                query: query
            ),
            as: ObjectList<Object>.self
        )
    }

    /// The server's version, as `/version` tells it; shows that the server answers.
    public func serverVersion() async throws -> String {
        struct Version: Decodable { var gitVersion: String }
        return try await perform(TransportRequest(method: .get, path: "/version"), as: Version.self)
            .gitVersion
    }
}
