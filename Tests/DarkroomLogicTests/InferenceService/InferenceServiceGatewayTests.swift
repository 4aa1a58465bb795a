import DarkroomAPI
import DarkroomLogic
import KubeCore
import Testing

@Suite("An InferenceService behind the gateway")
struct InferenceServiceGatewayTests {
    static func simulation(
        gateway: String? = "https://models.example/",
        _ change: (inout InferenceServiceSpec) -> Void = { _ in }
    ) throws -> Simulation<InferenceService> {
        var simulation = Simulation(
            InferenceService.sample {
                $0.scaling.minReplicas = 0
                $0.routes = [InferenceRoute(path: "/api/generate"), InferenceRoute(path: "/api/other")]
                change(&$0)
            }
        )
        simulation.configuration.gateway = gateway.map(OperatorConfiguration.Gateway.init(url:))
        try simulation.settle()
        return simulation
    }

    @Test("has the address of its first route at the gateway")
    func url() throws {
        #expect(try Self.simulation().object.status?.url == "https://models.example/api/generate")
        let withoutRoutes = try Self.simulation { $0.routes = [] }
        #expect(withoutRoutes.object.status?.url == "http://segment.team.svc:8080")
        #expect(try Self.simulation(gateway: nil).object.status?.url == "http://segment.team.svc:8080")
    }

    struct Zero: Sendable {
        let gateway: String?
        let routes: [String]
        var hasQueue = false
        let isReady: Bool
        let words: String
    }

    @Test(
        "is ready without a pod, if a request starts one",
        arguments: [
            Zero(gateway: "http://g", routes: ["/a"], isReady: true, words: "a request to the gateway starts one"),
            Zero(gateway: "http://g", routes: [], isReady: false, words: "without spec.routes"),
            Zero(gateway: nil, routes: ["/a"], isReady: false, words: "no gateway"),
            Zero(gateway: "http://g", routes: [], hasQueue: true, isReady: true, words: "work in the queue"),
            Zero(gateway: "http://g", routes: ["/a"], hasQueue: true, isReady: true, words: "a request to the gateway"),
        ]
    )
    func zero(zero: Zero) throws {
        let simulation = try Self.simulation(gateway: zero.gateway) {
            $0.routes = zero.routes.map { InferenceRoute(path: $0) }
            if zero.hasQueue { $0.async = InferenceAsync(queue: .init(service: "jobs", path: "/queue")) }
        }
        let status = try #require(simulation.object.status)
        #expect(status.phase == .idle)
        #expect(status.conditions["Ready"]?.status == (zero.isReady ? .true : .false))
        #expect(status.message?.contains(zero.words) == true)
    }

    @Test("is not woken, and has no address at the gateway, while the gateway rejects its only route")
    func refusedRoute() throws {
        var simulation = try Self.simulation { $0.routes.removeLast() }
        simulation.object.gateway.conditions = [
            Condition(type: "RoutesAccepted", status: .false, reason: "RouteConflict", message: "/a is team/b's")
        ]
        try simulation.settle()
        let status = try #require(simulation.object.status)
        #expect(status.url == "http://segment.team.svc:8080")
        #expect(status.conditions["Ready"]?.status == .false)
        #expect(status.message?.contains("RoutesAccepted") == true)
    }

    @Test(
        "is woken by queued work alone as long as the gateway can read the queue",
        arguments: [(Condition.Status.true, true, "work in the queue"), (.false, false, "QueueReadable")]
    )
    func queueAlone(status: Condition.Status, isReady: Bool, words: String) throws {
        var simulation = try Self.simulation {
            $0.routes.removeLast()
            $0.async = InferenceAsync(queue: .init(service: "jobs", path: "/queue"))
        }
        simulation.object.gateway.conditions = [
            Condition(type: "RoutesAccepted", status: .false, reason: "RouteConflict", message: "/a is team/b's"),
            Condition(type: "QueueReadable", status: status, reason: "R", message: "m"),
        ]
        try simulation.settle()
        #expect(simulation.object.status?.conditions["Ready"]?.status == (isReady ? .true : .false))
        #expect(simulation.object.status?.message?.contains(words) == true)
    }

    @Test(
        "keeps its state while a condition of the gateway is missing, because old API servers drop it on status writes",
        arguments: ["RoutesAccepted", "QueueReadable"]
    )
    func droppedCondition(type: String) throws {
        var simulation = try Self.simulation {
            $0.routes.removeLast()
            guard type == "QueueReadable" else { return }
            $0.routes = []
            $0.async = InferenceAsync(queue: .init(service: "jobs", path: "/queue"))
        }
        for (status, isReady) in [(Condition.Status.false, Condition.Status.false), (.true, .true)] {
            simulation.object.gateway.conditions = [Condition(type: type, status: status, reason: "R", message: "m")]
            try simulation.settle()
            let settled = simulation.object.status
            #expect(settled?.conditions["Ready"]?.status == isReady)
            simulation.object.gateway.conditions = []
            try simulation.settle()
            #expect(simulation.object.status == settled)
        }
    }

    @Test("is woken through another route when one is rejected")
    func partlyRefusedRoutes() throws {
        var simulation = try Self.simulation()
        simulation.object.gateway.conditions = [
            Condition(type: "RoutesAccepted", status: .false, reason: "RouteConflict", message: "/a is team/b's")
        ]
        try simulation.settle()
        #expect(simulation.object.status?.conditions["Ready"]?.status == .true)
    }

    @Test("cannot be woken when all of several routes are rejected")
    func refusedRoutes() throws {
        var simulation = try Self.simulation()
        simulation.object.gateway.conditions = [
            Condition(type: "RoutesAccepted", status: .false, reason: "NoRouteLeft", message: "they are team/b's")
        ]
        try simulation.settle()
        #expect(simulation.object.status?.conditions["Ready"]?.status == .false)
    }

    @Test("is ready while it wakes, as long as nothing prevents that")
    func waking() throws {
        var simulation = try Self.simulation()
        simulation.cluster.change(DeploymentView.resource, ["spec": ["replicas": 1]])
        try simulation.settle()
        #expect(simulation.object.status?.phase == .activating)
        #expect(simulation.object.status?.conditions["Ready"]?.status == .true)
        simulation.pods = [try .unschedulable("0/2 nodes are available")]
        try simulation.settle()
        #expect(simulation.object.status?.conditions["Ready"]?.status == .false)
        #expect(simulation.object.status?.conditions["Ready"]?.reason == "Unschedulable")
    }

    @Test("is not ready without a pod if it should always have one")
    func floor() throws {
        let simulation = try Self.simulation { $0.scaling.minReplicas = 1 }
        #expect(simulation.object.status?.conditions["Ready"]?.status == .false)
    }

    @Test("never changes the replicas that the gateway scales, whatever else it applies")
    func replicas() throws {
        var simulation = try Self.simulation()
        for (image, replicas) in [("server:2", 1), ("server:3", 3), ("server:4", 0), ("server:5", 1)] {
            let scaled: JSONValue = ["spec": ["replicas": .integer(Int64(replicas))]]
            simulation.cluster.change(DeploymentView.resource, scaled)
            #expect(try simulation.settle().isEmpty)
            simulation.object.spec.image = image
            #expect(try simulation.settle().verbs == ["apply Deployment"])
            let found = simulation.cluster.object(DeploymentView.resource, "segment")?["spec"]?["replicas"]
            #expect(found == .integer(Int64(replicas)))
        }
    }

    @Test("gives a terminating pod as long as its slowest route may take")
    func gracePeriod() throws {
        let simulation = try Self.simulation {
            $0.routes = [
                InferenceRoute(path: "/a", timeoutSeconds: 60), InferenceRoute(path: "/b", timeoutSeconds: 120),
            ]
        }
        let pod = simulation.cluster.object(DeploymentView.resource, "segment")?["spec"]?["template"]?["spec"]
        #expect(pod?["terminationGracePeriodSeconds"] == 120)
    }

    @Test("gives a terminating pod as long as the work that it has fetched may take")
    func gracePeriodOfFetchedWork() throws {
        let simulation = try Self.simulation {
            $0.routes = []
            $0.async = InferenceAsync(queue: .init(service: "jobs", path: "/queue"), timeoutSeconds: 600)
        }
        let pod = simulation.cluster.object(DeploymentView.resource, "segment")?["spec"]?["template"]?["spec"]
        #expect(pod?["terminationGracePeriodSeconds"] == 600)
    }

    @Test("does not write the gateway's part of the status")
    func gatewayStatus() throws {
        var simulation = try Self.simulation()
        simulation.object.gateway = InferenceGatewayStatus(
            coldStart: InferenceColdStart(last: "3.2"),
            conditions: [Condition(type: ConditionType.routesAccepted, status: .true, reason: "Accepted")]
        )
        let status = try JSONValue(encoding: try simulation.plan().status)
        #expect(status["coldStart"] == nil)
        #expect(status["conditions"]?.arrayValue?.compactMap { $0["type"]?.stringValue } == ["Accepted", "Ready"])
    }

    @Test(
        "is probed at its health path, or by a connection if it names none",
        arguments: [
            ("/health", ["httpGet": ["path": "/health", "port": "http"]]), (nil, ["tcpSocket": ["port": "http"]]),
        ] as [(String?, JSONValue)]
    )
    func probe(path: String?, check: JSONValue) throws {
        let simulation = try Self.simulation { $0.probes.path = path }
        let pod = simulation.cluster.object(DeploymentView.resource, "segment")?["spec"]?["template"]?["spec"]
        let timing: JSONValue = ["periodSeconds": 1, "timeoutSeconds": 2, "failureThreshold": 15]
        #expect(pod?["containers"]?[0]?["readinessProbe"] == timing.merged(with: check))
    }
}
