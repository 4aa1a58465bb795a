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
    /// - Throws: ``KubeError/tooLarge(items:)`` when the page has more than 32 MiB.
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
        return try await readList(
            TransportRequest(method: .get, path: Object.resource.requestPath(namespace: namespace), query: query)
        )
    }

    /// Sends a request and decodes the list that answers it while it arrives.
    private func readList<Object: KubeObject>(_ request: TransportRequest) async throws -> ObjectList<Object> {
        do {
            let response = try await send(request)
            guard (200..<300).contains(response.status) else {
                let data = try await Self.collect(response.body)
                Self.count(code: "\(response.status)", request)
                throw Self.rejection(response, data)
            }
            var reader = ObjectListReader<Object>(itemLimit: Self.eventLimit)
            var size = 0
            for try await chunk in response.body {
                size += chunk.count
                // A single item may be as large as it likes, below its own limit.
                guard size <= pageLimit || reader.count < 2 else { throw KubeError.tooLarge(items: reader.count) }
                try reader.append(chunk)
            }
            Self.count(code: "\(response.status)", request)
            return try reader.finish()
        } catch let error as TransportError {
            Self.count(code: "<error>", request)
            throw KubeError.transport(error)
        } catch let error as ListFramer.TooLong {
            throw KubeError.undecodable("an item of a list is larger than \(error.limit) bytes")
        } catch let error as DecodingError {
            throw KubeError.undecodable(decodingProblem(error))
        }
    }

    /// The server's version, read from `/version`; shows that the server answers.
    public func serverVersion() async throws -> String {
        struct Version: Decodable { var gitVersion: String }
        return try await perform(TransportRequest(method: .get, path: "/version"), as: Version.self)
            .gitVersion
    }
}
