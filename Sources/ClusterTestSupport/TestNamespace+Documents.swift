public import KubeClient
public import KubeCore

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

extension TestNamespace {
    /// Reads a whole object; nil when it does not exist.
    public func document(_ resource: APIResource, _ name: String) async throws -> JSONValue? {
        do {
            return try await client.send(.get, path(resource, name))
        } catch KubeError.notFound {
            return nil
        }
    }

    /// Reads all objects of a resource. As items of a list they have no `apiVersion` and `kind`.
    public func documents(_ resource: APIResource) async throws -> [JSONValue] {
        try await client.send(.get, resource.path(namespace: name))["items"]?.arrayValue ?? []
    }

    /// Replaces a whole object, as `kubectl replace` does.
    public func replace(_ resource: APIResource, _ name: String, with document: JSONValue) async throws {
        try await client.send(.put, path(resource, name), document)
    }

    private func path(_ resource: APIResource, _ name: String) -> String {
        "\(resource.path(namespace: self.name))/\(name)"
    }
}

extension KubeClient {
    /// Sends a request with a whole object, which operators never do, and reads the whole object in the response.
    ///
    /// - Throws: ``KubeError``.
    @discardableResult
    public func send(
        _ method: TransportRequest.Method,
        _ path: String,
        _ document: JSONValue? = nil
    ) async throws -> JSONValue {
        let request = TransportRequest(
            method: method,
            path: path,
            contentType: document == nil ? nil : "application/json",
            body: try document?.canonicalData()
        )
        let response = try await transport.send(request)
        let bytes = try await response.body.reduce(into: [UInt8]()) { $0 += $1 }
        guard (200..<300).contains(response.status) else {
            var status = KubeStatus(code: response.status)
            status.message = "\(method) \(path): \(String(decoding: bytes.prefix(400), as: UTF8.self))"
            throw KubeError(status)
        }
        return try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
    }
}
