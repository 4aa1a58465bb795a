internal import DarkroomAPI
internal import DarkroomProxy
internal import KubeCore

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// The answer to `GET /api/health`: the state of all services according to their status.
///
/// No pod is asked, so that a health check never wakes one. A service that sleeps is healthy.
enum HealthDocument {
    static let path = "/api/health"

    private struct Report: Encodable {
        var status: String
        var services: [Service]
    }

    private struct Service: Encodable {
        var name: String
        var namespace: String?
        var status: String
        var ready: Bool
        var replicas: Int
    }

    static func document(for services: [InferenceService]) -> RoutingSnapshot.Document {
        let services = services.sorted { $0.key < $1.key }
        let isHealthy = !services.contains { [.failed, .degraded].contains($0.status?.phase) }
        let report = Report(status: isHealthy ? "ok" : "degraded", services: services.map(service))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let body = (try? encoder.encode(report)).map { String(decoding: $0, as: UTF8.self) }
        return RoutingSnapshot.Document(body: body ?? #"{"status":"ok"}"#)
    }

    private static func service(_ service: InferenceService) -> Service {
        Service(
            name: service.metadata.name,
            namespace: service.metadata.namespace,
            status: service.status?.phase?.rawValue ?? "Unknown",
            ready: service.status?.conditions[ConditionType.ready]?.status == .true,
            replicas: service.status?.replicas?.ready ?? 0
        )
    }
}
