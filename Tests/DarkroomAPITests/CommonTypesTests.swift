import DarkroomAPI
import KubeCore
import Testing

@Suite("Common types")
struct CommonTypesTests {
    @Test("A quantity may be written as a number or as text")
    func quantities() throws {
        let resources: ComputeResources = try decode(#"{"requests": {"cpu": 2, "memory": "1Gi"}}"#)
        #expect(resources == ComputeResources(requests: ["cpu": "2", "memory": "1Gi"]))
    }

    @Test("A variable has exactly one source or counts as having none")
    func sources() throws {
        let reference = SecretKeyReference(name: "s", key: "k")
        #expect(EnvironmentVariable(name: "A", value: "").source == .value(""))
        #expect(EnvironmentVariable(name: "A", secretKeyRef: reference).source == .secret(reference))
        let both: EnvironmentVariable = try decode(
            #"{"name": "A", "value": "v", "secretKeyRef": {"name": "s", "key": "k"}}"#
        )
        #expect(both.source == nil)
        let neither: EnvironmentVariable = try decode(#"{"name": "A"}"#)
        #expect(neither.source == nil)
    }
}
