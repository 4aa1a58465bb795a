import DarkroomAPI
import KubeCRD
import KubeCore
import Testing

@Suite("The status of an InferenceService")
struct InferenceServiceStatusTests {
    static let status = """
        {"phase": "Ready", "coldStart": {"last": "4.2", "p50": "3.9"}, "conditions": [
            {"type": "Ready", "status": "True", "reason": "Ready"},
            {"type": "RoutesAccepted", "status": "False", "reason": "PathTaken"}
        ]}
        """

    static func service(status: String) throws -> InferenceService {
        try decode(resourceJSON(spec: #"{"image": "i"}"#, status: status))
    }

    @Test("splits into the parts that the operator and the gateway wrote")
    func apart() throws {
        let service = try Self.service(status: Self.status)
        #expect(service.status?.phase == .ready)
        #expect(service.status?.conditions.map(\.type) == ["Ready"])
        #expect(service.gateway.coldStart == InferenceColdStart(last: "4.2", p50: "3.9"))
        #expect(service.gateway.conditions.map(\.type) == ["RoutesAccepted"])
    }

    @Test("has two parts that share only the list of conditions")
    func disjoint() throws {
        let parts = [InferenceServiceStatus.schema, InferenceGatewayStatus.schema]
        let names = parts.map { schema -> Set<String> in
            guard case .object(let properties) = schema.shape else { return [] }
            return Set(properties.map(\.name))
        }
        #expect(names[0].intersection(names[1]) == ["conditions"])
    }

    @Test("counts as absent for each of its writers if the writer's part does not decode")
    func scribble() throws {
        let service = try Self.service(status: #"{"phase": "Nonsense", "coldStart": 3, "conditions": []}"#)
        #expect(service.status == nil)
        #expect(service.gateway == InferenceGatewayStatus())
    }
}
