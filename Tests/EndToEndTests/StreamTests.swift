import ClusterTestSupport
import DarkroomAPI
import KubeCore
import Testing

extension EndToEndTests {
    @Suite(.enabled(if: TestEnvironment.gateway != nil, "needs an address of the gateway"), .timeLimit(.minutes(5)))
    struct `Streams through the gateway` {
        /// Echoes a WebSocket's frames; sends an event whenever another request asks for one; counts the clients that
        /// have left.
        private static let server = """
            import base64, hashlib, http.server, select, threading
            asked, left = threading.Semaphore(0), []
            class Handler(http.server.BaseHTTPRequestHandler):
                protocol_version = "HTTP/1.1"
                def do_GET(self):
                    name = self.path.rsplit("/", 1)[-1]
                    if name == "socket": self.echo()
                    elif name == "events": self.stream()
                    else:
                        if name == "next": asked.release()
                        self.answer(str(len(left)))
                def answer(self, text):
                    self.send_response(200)
                    self.send_header("content-length", str(len(text)))
                    self.end_headers()
                    self.wfile.write(text.encode())
                def echo(self):
                    key = self.headers["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
                    self.send_response(101)
                    self.send_header("connection", "Upgrade")
                    self.send_header("upgrade", "websocket")
                    self.send_header("sec-websocket-accept",
                        base64.b64encode(hashlib.sha1(key.encode()).digest()).decode())
                    self.end_headers()
                    while head := self.rfile.read(2):
                        mask = self.rfile.read(4)
                        masked = self.rfile.read(head[1] & 127)
                        text = bytes(byte ^ mask[i % 4] for i, byte in enumerate(masked))
                        self.wfile.write(bytes([head[0], len(text)]) + text)
                    self.close_connection = True
                def stream(self):
                    self.close_connection = True
                    self.send_response(200)
                    self.send_header("content-type", "text/event-stream")
                    self.send_header("connection", "close")
                    self.end_headers()
                    number = 0
                    while not select.select([self.connection], [], [], 0)[0]:
                        if asked.acquire(timeout=0.1):
                            number += 1
                            self.wfile.write(b"data: %d\\n\\n" % number)
                    left.append(self.path)
            http.server.ThreadingHTTPServer(("", 8080), Handler).serve_forever()
            """

        private static func service(_ path: String) -> JSONValue {
            [
                "spec": [
                    "image": .string(Workload.image), "command": ["python3", "-c", .string(server)],
                    "routes": [["path": .string(path)]], "probes": ["periodSeconds": 1],
                    "scaling": ["concurrency": 100, "idleSeconds": 60],
                    "resources": ["requests": ["cpu": "10m", "memory": "32Mi"]],
                ]
            ]
        }

        /// Runs `body` with a service that is scaled to zero.
        private func withSleepingService(
            _ body: (_ path: String) async throws -> Void
        ) async throws {
            try await withNamespace { namespace in
                let path = "/\(namespace.name)"
                try await namespace.create(InferenceService.resource, "s", Self.service(path))
                try await namespace.wait(for: InferenceService.self, "s", "sleeps behind its route") {
                    $0.status?.replicas == InferenceReplicas(desired: 0, ready: 0)
                        && $0.gateway.conditions[ConditionType.routesAccepted]?.status == .true
                }
                try await body(path)
            }
        }

        @Test func `a WebSocket wakes its pod, and each side receives what the other sends`() async throws {
            try await withSleepingService { path in
                try await RawConnection.open { connection in
                    try await connection.get(
                        "\(path)/socket",
                        "Connection: Upgrade",
                        "Upgrade: websocket",
                        "Sec-WebSocket-Version: 13",
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
                    )
                    let head = try await connection.receive(through: "\r\n\r\n")
                    #expect(head.hasPrefix("HTTP/1.1 101 "))
                    // The key and its answer are those of RFC 6455, section 1.3.
                    #expect(head.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="))
                    for word in ["first", "second"] {
                        let mask: [UInt8] = [1, 2, 3, 4]
                        let masked = zip(word.utf8, mask + mask).map { $0 ^ $1 }
                        try await connection.send([0x81, 0x80 | UInt8(masked.count)] + mask + masked)
                        let frame = try await connection.receive(through: Array(word.utf8))
                        #expect(frame == [0x81, UInt8(masked.count)] + Array(word.utf8))
                    }
                }
            }
        }

        @Test func `events arrive one at a time, and the pod notices when the client leaves`() async throws {
            try await withSleepingService { path in
                try await RawConnection.open { connection in
                    try await connection.get("\(path)/events")
                    let head = try await connection.receive(through: "\r\n\r\n")
                    #expect(head.hasPrefix("HTTP/1.1 200 "))
                    // The pod sends each event on request: a gateway that waited for the next one would hang here.
                    for number in 1...3 {
                        try await Self.ask("\(path)/next")
                        _ = try await connection.receive(through: "data: \(number)\n\n")
                    }
                    let left = try await Self.ask("\(path)/left")
                    #expect(left == "0")
                }
                let deadline = ContinuousClock.now + .seconds(10)
                var left = ""
                while left != "1", ContinuousClock.now < deadline { left = try await Self.ask("\(path)/left") }
                #expect(left == "1")
            }
        }

        /// Sends a request and returns the response body, which is one digit.
        @discardableResult
        private static func ask(_ path: String) async throws -> String {
            try await RawConnection.open { connection in
                try await connection.get(path)
                let head = try await connection.receive(through: "\r\n\r\n")
                #expect(head.hasPrefix("HTTP/1.1 200 "))
                return String(decoding: try await connection.receive(count: 1), as: UTF8.self)
            }
        }
    }
}
