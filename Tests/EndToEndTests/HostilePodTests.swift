import ClusterTestSupport
import DarkroomAPI
import KubeCore
import Testing

extension EndToEndTests {
    @Suite(.enabled(if: TestEnvironment.gateway != nil, "needs an address of the gateway"), .timeLimit(.minutes(3)))
    struct `Hostile pods behind the gateway` {
        /// Ready, and then hostile in the way that the last segment of a path names; or hostile to its readiness probe.
        private static func server(readiness: String) -> String {
            """
            import socketserver, time
            class Handler(socketserver.StreamRequestHandler):
                def handle(self):
                    name = self.rfile.readline(65536).split(b" ")[1].decode().rsplit("/", 1)[-1]
                    while self.rfile.readline(65536).strip(): pass
                    try: getattr(self, "\(readiness)" if name == "health" else name)()
                    except OSError: pass
                def well(self): self.wfile.write(b"HTTP/1.1 200 OK\\r\\nconnection: close\\r\\n\\r\\nwell")
                def silent(self): time.sleep(30)
                def garbage(self): self.wfile.write(b"\\x00\\xff\\r\\n: :\\r\\n\\r\\n" * 1000)
                def head(self):
                    self.wfile.write(b"HTTP/1.1 200 OK\\r\\n")
                    while True: self.wfile.write(b"x: " + b"x" * 8000 + b"\\r\\n")
                def endless(self):
                    self.wfile.write(b"HTTP/1.1 200 OK\\r\\n\\r\\n")
                    while True: self.wfile.write(b"x" * 65536)
            class Server(socketserver.ThreadingTCPServer):
                request_queue_size, daemon_threads = 128, True
            Server(("", 8080), Handler).serve_forever()
            """
        }

        private static func service(
            _ path: String,
            readiness: String,
            min: Int64,
            timeoutSeconds: Int64
        ) -> JSONValue {
            [
                "spec": [
                    "image": .string(Workload.image),
                    "command": ["python3", "-c", .string(server(readiness: readiness))],
                    "routes": [["path": .string(path), "timeoutSeconds": .integer(timeoutSeconds)]],
                    "scaling": [
                        "minReplicas": .integer(min), "concurrency": 1000, "idleSeconds": 5,
                        "coldStartTimeoutSeconds": 3,
                    ],
                    "probes": ["path": "/health", "periodSeconds": 1, "timeoutSeconds": 1],
                    "resources": ["requests": ["cpu": "10m", "memory": "32Mi"]],
                ]
            ]
        }

        @Test func `affect only the clients that request them`() async throws {
            try await withNamespace { namespace in
                let path = "/\(namespace.name)"
                for (name, readiness, min) in [
                    ("good", "well", 1), ("hostile", "well", 1), ("garbled", "garbage", 0), ("hanging", "silent", 0),
                ] as [(String, String, Int64)] {
                    let service = Self.service(
                        "\(path)/\(name)",
                        readiness: readiness,
                        min: min,
                        timeoutSeconds: name == "good" ? 30 : 2
                    )
                    try await namespace.create(InferenceService.resource, name, service)
                }
                for name in ["good", "hostile"] {
                    try await namespace.wait(for: InferenceService.self, name, "is ready", within: .seconds(60)) {
                        $0.status?.replicas == InferenceReplicas(desired: 1, ready: 1)
                    }
                }
                let before = try await Self.restarts()
                let asked = [
                    "hostile/endless", "hostile/silent", "hostile/garbage", "hostile/head", "garbled/well",
                    "hanging/well",
                ]
                let good = try await Load(path: "\(path)/good/well").during {
                    try await withThrowingTaskGroup(of: (String, Load.Outcome).self) { group in
                        for hostile in asked {
                            group.addTask {
                                let load = try Load(path: "\(path)/\(hostile)")
                                let outcome = try await load.during(clients: 4) {
                                    try await Task.sleep(for: .seconds(10))
                                }
                                return (hostile, outcome)
                            }
                        }
                        for try await (hostile, outcome) in group {
                            #expect(outcome.succeeded == 0, "\(hostile)")
                            #expect(!outcome.failures.contains { $0.hasPrefix("404") }, "\(hostile)")
                            // The gateway gave up on each client's request, and the client tried again.
                            #expect(outcome.failures.count > 4, "\(hostile)")
                        }
                    }
                }
                #expect(good.failures.isEmpty, "\(good.failures.count) of \(good.succeeded)")
                #expect(good.succeeded > 100)
                // Requests to silent pods take thirty seconds.
                #expect(good.slowest < .seconds(10))
                let after = try await Self.restarts()
                #expect(after.isSubset(of: before))
            }
        }

        /// The gateway's containers, and the number of restarts of each.
        private static func restarts() async throws -> Set<Substring> {
            let home = try #require(TestEnvironment.operatorNamespace)
            let lines = try await Kubectl(namespace: home)(
                "get",
                "pods",
                "--selector=app.kubernetes.io/name=darkroom,app.kubernetes.io/component=gateway",
                "--output=jsonpath={range .items[*]}{.metadata.uid} {.status.containerStatuses[*].restartCount}{\"\\n\"}{end}"
            )
            let pods = Set(lines.split(separator: "\n"))
            try #require(!pods.isEmpty)
            return pods
        }
    }
}
