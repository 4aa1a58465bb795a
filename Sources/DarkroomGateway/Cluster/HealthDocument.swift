internal import DarkroomAPI
internal import KubeCore

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// The answer to `GET /api/health`: the state of all services as their status tells it.
///
/// No pod is asked, so that nobody's health check ever wakes one: a service that sleeps is well.
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

    static func document(for services: [InferenceService]) -> GatewaySnapshot.Document {
        let services = services.sorted { $0.key < $1.key }
        let isWell = !services.contains { [.failed, .degraded].contains($0.status?.phase) }
        let report = Report(status: isWell ? "ok" : "degraded", services: services.map(service))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let body = (try? encoder.encode(report)).map { String(decoding: $0, as: UTF8.self) }
        return GatewaySnapshot.Document(body: body ?? #"{"status":"ok"}"#)
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
