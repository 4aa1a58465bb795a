import DarkroomAPI
import DarkroomLogic
import KubeCRD
import KubeClient
import KubeCore
import KubeRuntime
import KubeTestSupport
import Logging
import Testing

@testable import DarkroomOperator

@Suite("Kinds")
struct DarkroomKindsTests {
    @Test("Every kind with a CustomResourceDefinition is registered in DarkroomKinds.all")
    func registered() {
        #expect(DarkroomKinds.all.map(\.definition.name) == CustomResourceDefinitions.definitions.map(\.name))
    }

    @Test("One cache is started for every kind, its children and the other resources that it watches")
    func caches() {
        let client = KubeClient(transport: ScriptedTransport(), fieldManager: "test")
        let options = OperatorOptions(configuration: OperatorConfiguration())
        let darkroom = Operator(client: client, options: options, logger: .silent)
        let followed = Set(darkroom.sources.map(\.resource))
        #expect(followed.isSuperset(of: DarkroomKinds.all.map(\.resource)))
        #expect(
            followed.isSuperset(of: [
                WorkflowView.resource, JobView.resource, DeploymentView.resource, ServiceView.resource,
                PodView.resource,
            ])
        )
        #expect(darkroom.sources.count == followed.count)
        // Besides the caches: the event recorder, and one controller per kind.
        #expect(darkroom.services.count == followed.count + 1 + DarkroomKinds.all.count)
    }
}
