import DarkroomAPI
import DarkroomLogic
import DarkroomTraffic
import KubeCore
import Testing

@Suite("The gateway's condition about routes")
struct RoutesReportTests {
    private func condition(_ paths: String...) -> Condition? {
        let service = InferenceService.sample { $0.routes = paths.map { InferenceRoute(path: $0) } }
        return GatewayStatusBuilder.status(of: service, conflicts: [], coldStart: nil, now: .noon)
            .conditions["RoutesAccepted"]
    }

    @Test("is absent without routes")
    func none() {
        #expect(condition() == nil)
    }

    @Test("says that the gateway serves all of them, or which path no request can match")
    func paths() {
        #expect(condition("/good", "/too")?.status == .true)
        let refused = condition("/good", "/a/../b")
        #expect(refused?.status == .false)
        #expect(refused?.reason == "InvalidRoute")
        #expect(refused?.message.contains("spec.routes[1].path") == true)
        #expect(refused?.message.contains("/a/../b") == true)
    }

    @Test(
        "distinguishes whether other services have some of the paths or all of them",
        arguments: [
            (["/a", "/b"], "NoRouteLeft"), (["/a/", "/b"], "NoRouteLeft"), (["/a", "/x/../y"], "NoRouteLeft"),
            (["/a", "/c"], "RouteConflict"), (["/a"], "RouteConflict"), (["/c", "/c"], "RouteConflict"),
        ]
    )
    func conflicts(paths: [String], reason: String) {
        #expect(report(paths)?.reason == reason)
    }

    @Test(
        "names the service that has the path, or the path that the spec lists twice",
        arguments: [
            (["/a"], "path /a belongs to the older InferenceService team/older; choose another path"),
            (["/c", "/c"], "path /c is listed twice; remove one of the entries"),
        ]
    )
    func message(paths: [String], message: String) {
        #expect(report(paths)?.message == message)
    }

    /// The report on a service with these paths, beside an older one with `/a` and `/b`.
    private func report(_ paths: [String]) -> Condition? {
        func routes(_ paths: [String], of name: String, created: Double) -> [Route] {
            paths.compactMap { RoutePath($0) }.map { path in
                Route(
                    path: path,
                    methods: MethodSet(allowing: []),
                    service: ServiceID(namespace: "team", name: name),
                    createdAt: Timestamp.noon.adding(created).date,
                    timeout: .seconds(1)
                )
            }
        }
        let service = InferenceService.sample { $0.routes = paths.map { InferenceRoute(path: $0) } }
        let table = RoutingTable(
            routes(["/a", "/b"], of: "older", created: 0) + routes(paths, of: service.metadata.name, created: 1)
        )
        let status = GatewayStatusBuilder.status(of: service, conflicts: table.conflicts, coldStart: nil, now: .noon)
        return status.conditions["RoutesAccepted"]
    }
}

@Suite("The gateway's condition about a work queue")
struct QueueReportTests {
    private func condition(
        _ knowledge: AsyncQueueDepth.Knowledge?,
        hasQueue: Bool = true,
        generation: Int64 = 1,
        previous: [Condition] = []
    ) -> Condition? {
        var service = InferenceService.sample {
            $0.async = hasQueue ? InferenceAsync(queue: .init(service: "jobs", path: "/queue")) : nil
        }
        service.metadata.generation = generation
        service.gateway.conditions = previous
        let status = GatewayStatusBuilder.status(
            of: service,
            conflicts: [],
            coldStart: nil,
            asyncQueue: knowledge,
            now: .noon
        )
        return status.conditions["QueueReadable"]
    }

    @Test("is absent without a queue, or when the gateway does not read the queue")
    func none() {
        #expect(condition(.depth(1), hasQueue: false) == nil)
        #expect(condition(nil, previous: [Self.noReply]) == nil)
    }

    @Test("says that the queue can be read, without the depth, which changes too often to be written")
    func readable() {
        #expect(condition(.depth(0))?.status == .true)
        #expect(condition(.depth(1)) == condition(.depth(900)))
    }

    @Test(
        "says why the queue cannot be read, and how to fix that",
        arguments: [
            (AsyncQueueProblem.noService, "ServiceNotFound", "InferenceService jobs not found"),
            (.noReadyPod, "NoReadyPod", "scaling.minReplicas: 1"),
            (.noReply, "NoReply", "does not answer in time at /queue"),
            (.refused(status: 404), "Refused", "answers 404 at /queue"),
            (.noNumber, "NoNumber", #"{"queued": 12}"#),
        ]
    )
    func unreadable(problem: AsyncQueueProblem, reason: String, words: String) {
        let condition = condition(.unreadable(problem))
        #expect(condition?.status == .false)
        #expect(condition?.reason == reason)
        #expect(condition?.message.contains(words) == true)
    }

    @Test("stays unchanged until a new leader has read the queue, unless the spec has changed")
    func unknown() {
        #expect(condition(.unknown) == nil)
        #expect(condition(.unknown, previous: [Self.noReply])?.reason == "NoReply")
        var old = Self.noReply
        old.observedGeneration = 1
        #expect(condition(.unknown, generation: 2, previous: [old]) == nil)
    }

    private static let noReply = Condition(
        type: "QueueReadable",
        status: .false,
        reason: "NoReply",
        message: "m",
        observedGeneration: 1
    )
}
