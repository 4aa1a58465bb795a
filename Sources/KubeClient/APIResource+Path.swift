internal import KubeCore

extension APIResource {
    /// Path of a collection, for a request.
    func requestPath(namespace: String?) throws(KubeError) -> String {
        path(namespace: try pathSegment(namespace, "a namespace"))
    }

    /// Path of one object, or of one of its subresources.
    func path(to key: ObjectKey, subresource: String? = nil) throws(KubeError) -> String {
        let collection = try requestPath(namespace: key.namespace)
        let path = "\(collection)/\(try pathSegment(key.name, "the name of an object") ?? "")"
        return subresource.map { "\(path)/\($0)" } ?? path
    }
}

/// A name as one segment of a path.
///
/// Names may come from users. An empty name would address the whole collection, and a delete would remove all of it;
/// a name with a slash or dots would address another resource. client-go rejects the same names.
private func pathSegment(_ name: String?, _ what: String) throws(KubeError) -> String? {
    guard let name else { return nil }
    guard !name.isEmpty, name != ".", name != "..", !name.contains(where: { $0 == "/" || $0 == "%" }) else {
        throw .invalid(KubeStatus(code: 400, reason: "BadRequest", message: "\"\(name)\" cannot be \(what)"))
    }
    return TransportRequest.percentEncoded(name)
}
