import ClusterTestSupport
import DarkroomAPI
import KubeClient
import KubeCore
import Testing

extension EndToEndTests {
    @Suite(.enabled(if: TestEnvironment.gateway != nil, "needs an address of the gateway"))
    struct `The gateway` {
        /// Answers every request, and exits properly when it is told to.
        private static let server = """
            import http.server, signal, threading
            class Handler(http.server.BaseHTTPRequestHandler):
                protocol_version = "HTTP/1.1"
                def do_GET(self):
                    body = b"hello"
                    self.wfile.write(b"HTTP/1.1 200 OK\\r\\ncontent-length: 5\\r\\n\\r\\n" + body)
            class Server(http.server.ThreadingHTTPServer):
                request_queue_size = 1024
            server = Server(("", 8080), Handler)
            signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
            server.serve_forever()
            """

        private static func service(
            _ path: String,
            class accelerator: String? = nil,
            min: Int64 = 0,
            max: Int64 = 1,
            idleSeconds: Int64 = 3
        ) -> JSONValue {
            var spec: [String: JSONValue] = [
                "image": .string(Workload.image), "command": ["python3", "-c", .string(server)],
                "scaling": [
                    "minReplicas": .integer(min), "maxReplicas": .integer(max), "concurrency": 2000,
                    "idleSeconds": .integer(idleSeconds), "queueLimit": ["requests": 2000],
                ],
                "routes": [["path": .string(path)]], "probes": ["periodSeconds": 1, "failureThreshold": 1],
                "resources": ["requests": ["cpu": "10m", "memory": "32Mi"]],
            ]
            spec["accelerator"] = accelerator.map { ["class": .string($0)] }
            return ["spec": .object(spec)]
        }

        /// A path that only this test uses: services elsewhere in the cluster with the same path would be older.
        private static func path(_ namespace: TestNamespace) -> String { "/\(namespace.name)" }

        /// Waits for a number of replicas, and for the gateway to know the route: requests to an unknown path are
        /// answered, not held.
        private static func replicas(_ namespace: TestNamespace, _ name: String, are count: Int) async throws {
            try await namespace.wait(for: InferenceService.self, name, "has \(count) replicas", within: .seconds(90)) {
                $0.status?.replicas == InferenceReplicas(desired: count, ready: count)
                    && $0.gateway.conditions[ConditionType.routesAccepted]?.status == .true
            }
        }

        /// Waits until two pods can serve and a third one, which was killed, is gone: the status may be an earlier one.
        private static func isReplaced(_ victim: ObjectMeta, in namespace: TestNamespace) async throws {
            _ = try await eventually(
                "\(victim.name) has a successor",
                within: .seconds(90),
                look: { try await namespace.list(PodView.self) },
                until: { pods in
                    pods.count { $0.isReady && !$0.metadata.isBeingDeleted } == 2
                        && !pods.contains { $0.metadata.uid == victim.uid }
                }
            )
        }

        /// Writes to the number of pods that took effect.
        private static func scaleWrites(_ log: AuditLog, in namespace: TestNamespace) throws -> Int {
            try log.operatorWrites(in: namespace.name)
                .filter { $0.action == "patch deployments/scale" && $0.responseStatus?.code == 200 }.count
        }

        @Test(arguments: [("a100", "nvidia-a100"), ("t4", "nvidia-t4")])
        func `wakes a pod on the right node, removes it when idle, and wakes none for health`(
            accelerator: String,
            label: String
        ) async throws {
            try await withNamespace { namespace in
                let path = Self.path(namespace)
                try await namespace.create(InferenceService.resource, "s", Self.service(path, class: accelerator))
                try await Self.replicas(namespace, "s", are: 0)
                let health = try await Load(path: "/api/health").burst(of: 20)
                #expect(health.failures.isEmpty)
                let rest = try await namespace.list(PodView.self)
                #expect(rest.isEmpty)

                let outcome = try await Load(path: path).burst(of: 1)
                #expect(outcome.failures.isEmpty)
                let node = try #require(try await namespace.list(PodView.self).first?.nodeName)
                let equipped = try await Node.names(with: label, namespace.client)
                #expect(equipped.contains(node))
                try await namespace.wait(for: InferenceService.self, "s", "says how long it took") {
                    $0.gateway.coldStart?.last != nil
                        && $0.gateway.conditions[ConditionType.routesAccepted]?.status == .true
                }
                try await Self.replicas(namespace, "s", are: 0)
            }
        }

        @Test(arguments: [true, false])
        func `answers 1,000 requests that find no pod with one write, with and without an operator`(
            operatorRuns: Bool
        ) async throws {
            try await withNamespace { namespace in
                let path = Self.path(namespace)
                try await namespace.create(InferenceService.resource, "s", Self.service(path, idleSeconds: 60))
                try await Self.replicas(namespace, "s", are: 0)
                try await withOperator(running: operatorRuns) {
                    let log = try AuditLog.fromNowOn()
                    let outcome = try await Load(path: path).burst(of: 1000)
                    #expect(outcome.failures.isEmpty)
                    #expect(outcome.succeeded == 1000)
                    let writes = try Self.scaleWrites(log, in: namespace)
                    #expect(writes == 1)
                }
            }
        }

        @Test func `fails no request while pods are killed, while they are replaced, and while routes change`()
            async throws
        {
            try await withNamespace { namespace in
                let path = Self.path(namespace)
                try await namespace.create(InferenceService.resource, "s", Self.service(path, min: 2, max: 2))
                try await Self.replicas(namespace, "s", are: 2)
                let outcome = try await Load(path: path).during {
                    for _ in 0..<3 {
                        let victim = try #require(try await namespace.list(PodView.self).first)
                        try await Kubectl(namespace: namespace.name)(
                            "delete",
                            "pod",
                            victim.metadata.name,
                            "--grace-period=0",
                            "--force"
                        )
                        try await Self.isReplaced(victim.metadata, in: namespace)
                    }
                    try await namespace.patch(
                        InferenceService.resource,
                        "s",
                        ["spec": ["env": [["name": "ROUND", "value": "2"]]]]
                    )
                    for round in 0..<10 {
                        let routes: JSONValue = [
                            ["path": .string(path)], ["path": .string("\(path)/round-\(round)")],
                        ]
                        try await namespace.patch(InferenceService.resource, "s", ["spec": ["routes": routes]])
                        try await Task.sleep(for: .milliseconds(500))
                    }
                    try await Self.replicas(namespace, "s", are: 2)
                }
                #expect(outcome.failures.isEmpty, "\(outcome.failures.count) of \(outcome.succeeded)")
                #expect(outcome.succeeded > 100)
            }
        }

        @Test func `fails no request while its own replicas are replaced`() async throws {
            try await withNamespace { namespace in
                let path = Self.path(namespace)
                try await namespace.create(InferenceService.resource, "s", Self.service(path, min: 1))
                try await Self.replicas(namespace, "s", are: 1)
                let home = try #require(TestEnvironment.operatorNamespace)
                let kubectl = try Kubectl(namespace: home)
                let outcome = try await Load(path: path).during {
                    try await kubectl("rollout", "restart", "deployment/darkroom-gateway")
                    try await kubectl("rollout", "status", "deployment/darkroom-gateway", "--timeout=120s")
                    // The old replicas are still draining.
                    try await Task.sleep(for: .seconds(8))
                }
                #expect(outcome.failures.isEmpty, "\(outcome.failures.count) of \(outcome.succeeded)")
                #expect(outcome.succeeded > 100)
            }
        }

        @Test func `leaves a path to the older of two services, and reports that on the other`() async throws {
            try await withNamespace { namespace in
                let path = Self.path(namespace)
                try await namespace.create(InferenceService.resource, "older", Self.service(path))
                // Creation times are whole seconds.
                try await Task.sleep(for: .seconds(1.1))
                try await namespace.create(InferenceService.resource, "younger", Self.service(path))
                let loser = try await namespace.wait(for: InferenceService.self, "younger", "reports the conflict") {
                    $0.gateway.conditions[ConditionType.routesAccepted]?.status == .false
                }
                let condition = loser.gateway.conditions[ConditionType.routesAccepted]
                #expect(condition?.message.contains("\(namespace.name)/older") == true)
                // On a server that treats all conditions as one field, the two could overwrite each other for ever.
                var (seen, since) = ("", ContinuousClock.now)
                let settled = try await namespace.wait(
                    for: InferenceService.self,
                    "younger",
                    "stays as it is for 3 s",
                    within: .seconds(30)
                ) { service in
                    if service.metadata.resourceVersion != seen {
                        (seen, since) = (service.metadata.resourceVersion, .now)
                    }
                    return ContinuousClock.now - since > .seconds(3)
                }
                #expect(settled.gateway.conditions[ConditionType.routesAccepted]?.status == .false)
            }
        }

        /// Runs `body` with or without the installed operator.
        private func withOperator(running: Bool, _ body: () async throws -> Void) async throws {
            guard !running, let home = TestEnvironment.operatorNamespace else { return try await body() }
            let kubectl = try Kubectl(namespace: home)
            try await kubectl("scale", "deployment/darkroom-operator", "--replicas=0")
            do {
                // Its containers and not its pods: an old kubelet takes up to a minute to remove a pod that has ended.
                let running = "--output=jsonpath={.items[*].status.containerStatuses[*].state.running.startedAt}"
                _ = try await eventually(
                    "no operator runs",
                    within: .seconds(60),
                    look: { try await kubectl("get", "pods", "--selector", Self.operatorPods, running) },
                    until: \.isEmpty
                )
                try await body()
            } catch {
                try await kubectl("scale", "deployment/darkroom-operator", "--replicas=2")
                throw error
            }
            try await kubectl("scale", "deployment/darkroom-operator", "--replicas=2")
            try await kubectl("rollout", "status", "deployment/darkroom-operator", "--timeout=120s")
        }

        private static let operatorPods = "app.kubernetes.io/name=darkroom,app.kubernetes.io/component=operator"
    }
}
