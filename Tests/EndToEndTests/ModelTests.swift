import ClusterTestSupport
import DarkroomAPI
import KubeCore
import Testing

extension EndToEndTests {
    @Suite(.enabled(if: TestEnvironment.gateway != nil, "needs an address of the gateway"), .timeLimit(.minutes(5)))
    struct `The model of a service` {
        /// Answers only at a path with the name of its model's file.
        private static let server = """
            import http.server, os
            name = os.path.basename(os.environ["MODEL_PATH"])
            open(os.environ["MODEL_PATH"]).close()
            class Handler(http.server.BaseHTTPRequestHandler):
                protocol_version = "HTTP/1.1"
                def do_GET(self):
                    status = b"200 OK" if self.path.endswith("/" + name) else b"404 Not Found"
                    self.wfile.write(b"HTTP/1.1 " + status + b"\\r\\ncontent-length: 2\\r\\n\\r\\nok")
            http.server.ThreadingHTTPServer(("", 8080), Handler).serve_forever()
            """

        private static func model(_ name: String) -> JSONValue {
            ["uri": .string("s3://many/pictures/\(name)"), "storage": Trainer.storage()]
        }

        private static func serve(_ name: String, _ namespace: TestNamespace) async throws {
            try await namespace.patch(InferenceService.resource, "s", ["spec": ["model": model(name)]])
        }

        @Test func `is replaced once the new one is loaded, kept awake if that fails, and then put to sleep`()
            async throws
        {
            try await withNamespace { namespace in
                let path = "/\(namespace.name)"
                try await namespace.createStorageSecret()
                let spec: JSONValue = [
                    "image": .string(Workload.image), "command": ["python3", "-c", .string(Self.server)],
                    "model": Self.model("00001.jpg"), "routes": [["path": .string(path)]],
                    "scaling": ["idleSeconds": 3, "concurrency": 100], "probes": ["periodSeconds": 1],
                    "resources": ["requests": ["cpu": "10m", "memory": "32Mi"]],
                ]
                try await namespace.create(InferenceService.resource, "s", ["spec": spec])

                // A request to a path that no gateway knows yet is answered and not held.
                try await namespace.wait(for: InferenceService.self, "s", "has its route") {
                    $0.gateway.conditions[ConditionType.routesAccepted]?.status == .true
                }
                let load = try Load(path: "\(path)/00001.jpg")
                let outcome = try await load.during(clients: 1) {
                    try await Self.wait("serves the first", namespace) {
                        $0.conditions[ConditionType.modelReady]?.status == .true && $0.replicas?.ready == 1
                    }
                    try await Self.serve("missing.jpg", namespace)
                    try await Self.wait("does not find the second", namespace) {
                        $0.conditions[ConditionType.modelReady]?.reason == "ModelNotFound"
                    }
                }
                #expect(outcome.failures.isEmpty)
                // Longer than the idle time.
                try await Task.sleep(for: .seconds(8))
                let still = try await load.burst(of: 5)
                #expect(still.failures.isEmpty)

                try await Self.serve("00002.jpg", namespace)
                let next = try Load(path: "\(path)/00002.jpg")
                try await Self.wait("serves the third", namespace) {
                    $0.model?.serving?.uri == "s3://many/pictures/00002.jpg"
                }
                // The gateway notices from its own watch that the old pod terminates.
                try await Task.sleep(for: .seconds(1))
                let changed = try await next.burst(of: 5)
                #expect(changed.failures.isEmpty)
                try await Self.wait("sleeps", namespace) { $0.replicas == InferenceReplicas(desired: 0, ready: 0) }
            }
        }

        private static func wait(
            _ what: String,
            _ namespace: TestNamespace,
            until condition: @escaping (InferenceServiceStatus) -> Bool
        ) async throws {
            try await namespace.wait(for: InferenceService.self, "s", what, within: .seconds(90)) {
                $0.status.map(condition) ?? false
            }
        }
    }
}
