package import DarkroomProxy
package import DarkroomTraffic
package import NIOCore
package import NIOPosix
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A gateway on loopback with the service `vision/model` at `/api/model`.
package struct TestGateway {
    /// It has a single event loop, so that a test knows which idle connections to pods a request finds.
    package static let oneLoop = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    package static let service = ServiceID(namespace: "vision", name: "model")

    package let server: ProxyServer
    package let state: RoutingState

    package init(
        pods: [PodAddress] = [],
        activator: any Activator = RefusingActivator(),
        limits: ProxyLimits = .forTests,
        timeout: Duration = .seconds(30),
        methods: [String] = [],
        cors: CORSPolicy? = nil,
        observer: (any AccessObserver)? = nil,
        group: any EventLoopGroup = oneLoop
    ) async throws {
        state = Self.state(pods: pods, timeout: timeout, methods: methods, cors: cors)
        server = try await ProxyServer.start(
            host: "127.0.0.1",
            port: 0,
            state: state,
            activator: activator,
            limits: limits,
            observer: observer,
            group: group
        )
    }

    /// The gateway's settings of the service, and its only route.
    package static func state(
        pods: [PodAddress] = [],
        timeout: Duration = .seconds(30),
        methods: [String] = [],
        cors: CORSPolicy? = nil
    ) -> RoutingState {
        let route = RoutePath("/api/model").map { path in
            Route(
                path: path,
                methods: MethodSet(allowing: methods),
                service: service,
                createdAt: Date(timeIntervalSince1970: 0),
                timeout: timeout,
                cors: cors
            )
        }
        return RoutingState(
            RoutingSnapshot(
                routes: RoutingTable([route].compactMap(\.self)),
                services: [service: .init(pods: pods)],
                documents: ["/api/health": .init(body: #"{"status":"ok"}"#)]
            )
        )
    }

    /// Publishes other settings of the service, and other pods.
    package func publish(_ settings: RoutingSnapshot.Service) {
        state.publish(routes: state.snapshot.routes, services: [Self.service: settings])
    }

    /// Opens a connection as a client does.
    package func client(autoRead: Bool = true) async throws -> Peer {
        try await Peer.connect(to: server.address, autoRead: autoRead)
    }
}

/// Refuses to hold requests.
package struct RefusingActivator: Activator {
    package init() {}
    package func hold(_ request: HeldRequest) { request.resume(.rejected(retryAfter: .seconds(7))) }
    package func leave(_ id: UInt64, of service: ServiceID) {}
}

/// Holds every request for ever.
package final class SilentActivator: Activator {
    private let held = Atomic(0)

    package init() {}

    /// The number of requests that it has been asked to hold.
    package var count: Int { held.load(ordering: .relaxed) }

    package func hold(_ request: HeldRequest) { held.wrappingAdd(1, ordering: .relaxed) }
    package func leave(_ id: UInt64, of service: ServiceID) {}
}

extension ProxyLimits {
    /// Short enough for tests to wait for.
    package static var forTests: ProxyLimits {
        var limits = ProxyLimits()
        limits.connectTimeout = .seconds(1)
        limits.lingerTimeout = .milliseconds(200)
        limits.sweepInterval = .milliseconds(20)
        // Idle connections stay open: on a busy machine a test may take long between two requests.
        limits.podIdleTimeout = .minutes(5)
        return limits
    }
}
