import DarkroomLogic
import KubeCore
import Testing

@testable import DarkroomGateway

@Suite("The snapshot in force")
struct GatewayStateTests {
    private static let (a, b) = (ObjectKey(namespace: "n", name: "a"), ObjectKey(namespace: "n", name: "b"))
    private static let (first, second) = (PodAddress(ip: "10.0.0.1", port: 1), PodAddress(ip: "10.0.0.2", port: 2))
    private static let document = GatewaySnapshot.Document(body: "{}")

    private let state: GatewayState

    init() throws {
        state = GatewayState(
            GatewaySnapshot(
                routes: RoutingTable(try [Self.a, Self.b].map(Self.route)),
                pods: [Self.a: [Self.first]],
                documents: ["/health": Self.document]
            )
        )
    }

    private static func route(_ service: ObjectKey) throws -> Route {
        Route(
            path: try #require(RoutePath("/\(service.name)")),
            methods: .all,
            service: service,
            createdAt: .epoch,
            timeout: .seconds(1),
            cors: nil
        )
    }

    @Test("takes other pods of some services, and keeps those of the others")
    func pods() {
        state.replacePods([Self.b: [Self.second]])
        #expect(state.snapshot.pods(of: Self.a) == [Self.first])
        #expect(state.snapshot.pods(of: Self.b) == [Self.second])
        state.replacePods([Self.a: []])
        #expect(state.snapshot.pods(of: Self.a) == [])
        #expect(state.snapshot.documents == ["/health": Self.document])
    }

    @Test("knows of no pods of a service without a route")
    func strangers() {
        let stranger = ObjectKey(namespace: "n", name: "c")
        state.replacePods([stranger: [Self.second]])
        #expect(state.snapshot.pods(of: stranger) == [])
        #expect(!state.snapshot.routes.isServed(stranger))
    }

    @Test("takes other routes with their pods, and keeps the documents")
    func routes() throws {
        let table = RoutingTable([try Self.route(Self.b)])
        let routes = CompiledRoutes(table, bounds: [:], stopped: [Self.b])
        state.replaceRoutes(routes, pods: [Self.a: [Self.first], Self.b: [Self.second]])
        #expect(state.snapshot.pods(of: Self.a) == [])
        #expect(state.snapshot.pods(of: Self.b) == [Self.second])
        #expect(!state.snapshot.routes.isServed(Self.b))
        #expect(state.snapshot.documents == ["/health": Self.document])
    }

    @Test("takes other documents, and keeps routes and pods")
    func documents() {
        state.replaceDocuments([:])
        #expect(state.snapshot.documents.isEmpty)
        #expect(state.snapshot.pods(of: Self.a) == [Self.first])
        #expect(state.routes.routes.count == 2)
    }
}
