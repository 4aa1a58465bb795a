import ClusterTestSupport
import DarkroomAPI
import KubeCore
import Testing

/// One of the three kinds, for tests of behaviour that all kinds share.
struct Kind: Sendable, CustomTestStringConvertible {
    let resource: APIResource
    /// A spec that settles without a running pod.
    let spec: JSONValue
    /// The children that one object of it creates.
    let children: [APIResource]
    /// Decodes the part of the status that all kinds share.
    let report: @Sendable (TestNamespace, String) async throws -> Report?

    var testDescription: String { resource.kind }

    private init<Resource: DarkroomResource>(_ type: Resource.Type, spec: JSONValue, children: [APIResource]) {
        resource = type.resource
        self.spec = spec
        self.children = children
        report = { namespace, name in try await namespace.find(ReportOf<Resource>.self, name)?.report }
    }

    static let pipeline = Kind(ImagePipeline.self, spec: Specs.pipeline, children: [WorkflowView.resource])
    static let trainingRun = Kind(TrainingRun.self, spec: Specs.trainingRun, children: [JobView.resource])
    static let inferenceService = Kind(
        InferenceService.self,
        spec: Specs.inferenceService,
        children: [DeploymentView.resource, ServiceView.resource]
    )
    static let all = [pipeline, trainingRun, inferenceService]
}

/// The part of the status that all kinds share, with the object's generation, which it may not have observed.
struct Report: Sendable, Decodable {
    let generation: Int64
    let observedGeneration: Int64
    let phase: String
    let message: String
    let conditions: [Condition]

    /// Whether the operator has seen the current spec.
    var isCurrent: Bool { generation == observedGeneration }

    var accepted: Condition? { conditions["Accepted"] }
}

/// A projection of a custom resource that has only its report.
private struct ReportOf<Resource: DarkroomResource>: KubeObject {
    static var resource: APIResource { Resource.resource }

    let metadata: ObjectMeta
    let report: Report

    private struct Status: Decodable {
        var observedGeneration: Int64?
        var phase: String?
        var message: String?
        var conditions: [Condition]?
    }

    private enum CodingKeys: String, CodingKey { case metadata, status }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        metadata = try container.decode(ObjectMeta.self, forKey: .metadata)
        let status = try container.decodeIfPresent(Status.self, forKey: .status)
        report = Report(
            generation: metadata.generation,
            observedGeneration: status?.observedGeneration ?? 0,
            phase: status?.phase ?? "",
            message: status?.message ?? "",
            conditions: status?.conditions ?? []
        )
    }
}

extension TestNamespace {
    /// Creates a custom resource.
    @discardableResult
    func create(_ kind: Kind, _ name: String, spec: JSONValue? = nil) async throws -> ObjectMeta {
        try await create(kind.resource, name, ["spec": spec ?? kind.spec])
    }

    /// Waits until the operator has reported on the current generation as expected.
    @discardableResult
    func wait(
        for kind: Kind,
        _ name: String,
        _ expectation: String = "is reported on",
        until holds: (Report) -> Bool = { _ in true }
    ) async throws -> Report {
        let report = try await eventually(
            "\(kind.resource.kind) \(name) \(expectation)",
            look: { try await kind.report(self, name) },
            until: { $0.map { $0.isCurrent && holds($0) } ?? false }
        )
        return try #require(report)
    }
}
