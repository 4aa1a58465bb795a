import KubeClient
import KubeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Plain requests to the API server with whole objects, past the proxy; what the person at the keyboard and the
/// engines do in a run.
struct API: Sendable {
    /// The server refused.
    struct Refusal: Error, CustomStringConvertible {
        let status: Int
        let description: String
    }

    let transport: any Transport

    @discardableResult
    func send(
        _ method: TransportRequest.Method,
        _ path: String,
        contentType: String = "application/json",
        _ body: JSONValue? = nil
    ) async throws -> JSONValue {
        let request = TransportRequest(
            method: method,
            path: path,
            contentType: body == nil ? nil : contentType,
            body: try body?.canonicalData()
        )
        let response = try await transport.send(request)
        let bytes = try await response.body.reduce(into: [UInt8]()) { $0 += $1 }
        guard (200..<300).contains(response.status) else {
            let words = String(decoding: bytes.prefix(400), as: UTF8.self)
            throw Refusal(
                status: response.status,
                description: "\(method) \(path): \(response.status) \(words)"
            )
        }
        return try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
    }
}

/// The resources of a run, by plural name.
enum Resource {
    static let groups = [
        "imagepipelines": "/apis/darkroom.dev/v1alpha1", "trainingruns": "/apis/darkroom.dev/v1alpha1",
        "inferenceservices": "/apis/darkroom.dev/v1alpha1", "workflows": "/apis/argoproj.io/v1alpha1",
        "jobs": "/apis/batch/v1", "deployments": "/apis/apps/v1", "services": "/api/v1", "pods": "/api/v1",
        "leases": "/apis/coordination.k8s.io/v1",
    ]
    /// Those the operator follows.
    static let watched = groups.keys.filter { $0 != "leases" }.sorted()
    static let kinds = [
        "imagepipelines": "ImagePipeline", "trainingruns": "TrainingRun",
        "inferenceservices": "InferenceService",
    ]
}
