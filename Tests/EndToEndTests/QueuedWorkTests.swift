import ClusterTestSupport
import DarkroomAPI
import KubeCore
import Testing

extension EndToEndTests {
    @Suite(.enabled(if: TestEnvironment.gateway != nil, "needs an address of the gateway"), .timeLimit(.minutes(5)))
    struct `Work that waits in a queue` {
        /// Keeps jobs, and sends them to a worker through the gateway, one at a time.
        private static let jobManager = """
            import http.server, json, os, queue, threading, urllib.request
            waiting, done = queue.Queue(), []
            def work():
                while True:
                    waiting.get()
                    with urllib.request.urlopen(os.environ["WORKER_URL"]) as reply: reply.read()
                    done.append(1)
            threading.Thread(target=work, daemon=True).start()
            class Handler(http.server.BaseHTTPRequestHandler):
                protocol_version = "HTTP/1.1"
                def do_GET(self):
                    name, status, body = self.path.rsplit("/", 1)[-1], 200, b"{}"
                    if name == "submit": waiting.put(1)
                    elif name == "queue": body = json.dumps({"queued": waiting.qsize()}).encode()
                    elif name == "result" and len(done) < 6: status = 404
                    self.send_response(status)
                    self.send_header("content-length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
            http.server.ThreadingHTTPServer(("", 8080), Handler).serve_forever()
            """

        /// Takes two seconds for each request.
        private static let worker = """
            import http.server, time
            class Handler(http.server.BaseHTTPRequestHandler):
                protocol_version = "HTTP/1.1"
                def do_GET(self):
                    time.sleep(2)
                    self.wfile.write(b"HTTP/1.1 200 OK\\r\\ncontent-length: 2\\r\\n\\r\\nok")
            http.server.ThreadingHTTPServer(("", 8080), Handler).serve_forever()
            """

        private static func service(
            _ command: [JSONValue],
            _ path: String,
            _ scaling: JSONValue,
            _ more: [String: JSONValue] = [:]
        ) -> JSONValue {
            let spec: JSONValue = [
                "image": .string(Workload.image), "command": .array(command), "routes": [["path": .string(path)]],
                "scaling": scaling, "probes": ["periodSeconds": 1],
                "resources": ["requests": ["cpu": "10m", "memory": "32Mi"]],
            ]
            return ["spec": spec.with(more)]
        }

        @Test func `starts workers for all of it, is completed, and stops them`() async throws {
            try await withNamespace { namespace in
                let gateway = try #require(TestEnvironment.gateway)
                let path = "/\(namespace.name)"
                let manager = Self.service(
                    ["python3", "-c", .string(Self.jobManager)],
                    "\(path)/jobs",
                    ["minReplicas": 1],
                    ["env": [["name": "WORKER_URL", "value": .string("\(gateway)\(path)/worker")]]]
                )
                let worker = Self.service(
                    ["python3", "-c", .string(Self.worker)],
                    "\(path)/worker",
                    ["minReplicas": 0, "maxReplicas": 3, "concurrency": 1, "idleSeconds": 3],
                    ["async": ["queue": ["service": "jobs", "path": "/queue"]]]
                )
                try await namespace.create(InferenceService.resource, "jobs", manager)
                try await namespace.create(InferenceService.resource, "worker", worker)
                try await namespace.wait(for: InferenceService.self, "worker", "has a queue that can be read") {
                    $0.gateway.conditions[ConditionType.queueReadable]?.status == .true
                        && $0.status?.replicas == InferenceReplicas(desired: 0, ready: 0)
                }
                let submitted = try await Load(path: "\(path)/jobs/submit").burst(of: 6)
                #expect(submitted.failures.isEmpty)
                // Its requests alone, of which there is never more than one, would require one pod.
                try await namespace.wait(for: InferenceService.self, "worker", "has pods for all of it") {
                    $0.status?.replicas?.desired == 3
                }
                try await namespace.wait(for: InferenceService.self, "worker", "is at zero", within: .seconds(90)) {
                    $0.status?.replicas == InferenceReplicas(desired: 0, ready: 0)
                }
                let results = try await Load(path: "\(path)/jobs/result").burst(of: 1)
                #expect(results.failures.isEmpty)
            }
        }
    }
}
