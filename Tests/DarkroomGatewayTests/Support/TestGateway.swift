import DarkroomGateway
import DarkroomLogic
import KubeCore
import NIOCore
import NIOPosix
import Synchronization
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A gateway on loopback with the service `vision/model` at `/api/model`.
struct TestGateway {
    /// On one loop it is certain which connections to pods a client's request finds unused.
    static let oneLoop = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    static let service = ObjectKey(namespace: "vision", name: "model")

    let server: GatewayServer
    let state: GatewayState

    init(
        pods: [PodAddress] = [],
        activator: any Activator = RefusingActivator(),
        limits: GatewayLimits = .forTests,
        timeout: Duration = .seconds(30),
        methods: [String] = [],
        cors: CORSPolicy? = nil,
        state: GatewayState = GatewayState(),
        observer: (any AccessObserver)? = nil,
        group: any EventLoopGroup = oneLoop
    ) async throws {
        self.state = state
        let route = Route(
            path: try #require(RoutePath("/api/model")),
            methods: MethodSet(allowing: methods),
            service: Self.service,
            createdAt: Timestamp(Date(timeIntervalSince1970: 0)),
            timeout: timeout,
            cors: cors
        )
        state.replace(with: Self.snapshot(routes: RoutingTable([route]), pods: pods))
        server = try await GatewayServer.start(
            host: "127.0.0.1",
            port: 0,
            state: state,
            activator: activator,
            limits: limits,
            observer: observer,
            group: group
        )
    }

    static func snapshot(routes: RoutingTable, pods: [PodAddress]) -> GatewaySnapshot {
        GatewaySnapshot(
            routes: routes,
            pods: [service: pods],
            documents: ["/api/health": .init(body: #"{"status":"ok"}"#)]
        )
    }

    /// Opens a connection as a client does.
    func client(autoRead: Bool = true) async throws -> Peer {
        try await Peer.connect(to: server.address, autoRead: autoRead)
    }
}

/// Holds nothing.
struct RefusingActivator: Activator {
    func hold(_ request: HeldRequest) { request.resume(.refused(retryAfter: .seconds(7))) }
    func leave(_ id: UInt64, of service: ObjectKey) {}
}

/// Holds everything, for ever.
final class SilentActivator: Activator {
    private let held = Atomic(0)

    /// How many requests it was given to hold.
    var count: Int { held.load(ordering: .relaxed) }

    func hold(_ request: HeldRequest) { held.wrappingAdd(1, ordering: .relaxed) }
    func leave(_ id: UInt64, of service: ObjectKey) {}
}

extension GatewayLimits {
    /// Short enough to be waited for.
    static var forTests: GatewayLimits {
        var limits = GatewayLimits()
        limits.connectTimeout = .seconds(1)
        limits.linger = .milliseconds(200)
        limits.sweep = .milliseconds(20)
        // What is not used for a while stays: on a busy machine a test may take that long from one request to the next.
        limits.podIdle = .minutes(5)
        return limits
    }
}
