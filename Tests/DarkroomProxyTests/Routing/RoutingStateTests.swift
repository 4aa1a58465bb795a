import DarkroomTraffic
import Testing

@testable import DarkroomProxy

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("The current routing snapshot")
struct RoutingStateTests {
    private static let (a, b) = (ServiceID(namespace: "n", name: "a"), ServiceID(namespace: "n", name: "b"))
    private static let (first, second) = (PodAddress(ip: "10.0.0.1", port: 1), PodAddress(ip: "10.0.0.2", port: 2))
    private static let document = RoutingSnapshot.Document(body: "{}")

    private let state: RoutingState

    init() throws {
        state = RoutingState(
            RoutingSnapshot(
                routes: RoutingTable(try [Self.a, Self.b].map(Self.route)),
                services: [Self.a: .init(pods: [Self.first])],
                documents: ["/health": Self.document]
            )
        )
    }

    private static func route(_ service: ServiceID) throws -> Route {
        Route(
            path: try #require(RoutePath("/\(service.name)")),
            methods: .all,
            service: service,
            createdAt: Date(timeIntervalSince1970: 0),
            timeout: .seconds(1),
            cors: nil
        )
    }

    @Test("replaces the pods of some services and keeps those of the others")
    func pods() {
        state.publish(pods: [Self.b: [Self.second]])
        #expect(state.snapshot.pods(of: Self.a) == [Self.first])
        #expect(state.snapshot.pods(of: Self.b) == [Self.second])
        state.publish(pods: [Self.a: []])
        #expect(state.snapshot.pods(of: Self.a) == [])
        #expect(state.snapshot.documents == ["/health": Self.document])
    }

    @Test("ignores the pods of a service without a route")
    func strangers() {
        let stranger = ServiceID(namespace: "n", name: "c")
        state.publish(pods: [stranger: [Self.second]])
        #expect(state.snapshot.pods(of: stranger) == [])
        #expect(!state.snapshot.isServed(stranger))
    }

    @Test("replaces routes together with their pods, and keeps the documents")
    func routes() throws {
        let table = RoutingTable([try Self.route(Self.b)])
        state.publish(
            routes: table,
            services: [Self.a: .init(pods: [Self.first]), Self.b: .init(isStopped: true, pods: [Self.second])]
        )
        #expect(state.snapshot.pods(of: Self.a) == [])
        #expect(state.snapshot.pods(of: Self.b) == [Self.second])
        #expect(!state.snapshot.isServed(Self.b))
        #expect(state.snapshot.documents == ["/health": Self.document])
    }

    @Test("replaces the documents, and keeps routes and pods")
    func documents() {
        state.publish(documents: [:])
        #expect(state.snapshot.documents.isEmpty)
        #expect(state.snapshot.pods(of: Self.a) == [Self.first])
        #expect(state.snapshot.routes.routes.count == 2)
    }
}
