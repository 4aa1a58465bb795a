public import KubeCore

extension KubeClient {
    /// Reads one object.
    public func get<Object: KubeObject>(_ type: Object.Type, _ key: ObjectKey) async throws -> Object {
        try await perform(
            TransportRequest(method: .get, path: Object.resource.path(to: key)),
            as: type
        )
    }

    /// Reads the metadata of one object of any resource.
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
    ///   - fieldSelector: Values of members by which the resource can be selected, such as `reason=Failed`.
    ///   - limit: Greatest number of items; nil leaves it to the server.
    ///   - continue: Token of the previous page.
    ///   - resourceVersion: `"0"` accepts the server's cached state, which avoids etcd but may be stale; nil
    ///     requests the most recent state.
    public func list<Object: KubeObject>(
        _ type: Object.Type,
        namespace: String? = nil,
        selector: LabelSelector = .everything,
        fieldSelector: String? = nil,
        limit: Int? = nil,
        continue token: String? = nil,
        resourceVersion: String? = nil
    ) async throws -> ObjectList<Object> {
        var query: [(name: String, value: String)] = []
        if let text = selector.queryValue { query.append(("labelSelector", text)) }
        if let fieldSelector { query.append(("fieldSelector", fieldSelector)) }
        if let limit { query.append(("limit", "\(limit)")) }
        if let token { query.append(("continue", token)) }
        // A continue token contains its own version; the server rejects both together.
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

    /// The server's version, read from `/version`; shows that the server answers.
    public func serverVersion() async throws -> String {
        struct Version: Decodable { var gitVersion: String }
        return try await perform(TransportRequest(method: .get, path: "/version"), as: Version.self)
            .gitVersion
    }
}
