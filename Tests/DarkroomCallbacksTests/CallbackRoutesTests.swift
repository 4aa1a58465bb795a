import DarkroomAPI
import DarkroomLogic
import FoundationEssentials
import Hummingbird
import HummingbirdTesting
import KubeClient
import KubeCore
import KubeTestSupport
import Logging
import Testing

@testable import DarkroomCallbacks

@Suite("The callback server")
struct CallbackRoutesTests {
    static let uid = "0a1b2c3d-0000-4000-8000-00000000000f"
    static let now = Timestamp(Date(timeIntervalSince1970: 1_700_000_000))

    static func keys() throws -> CallbackKeys {
        try CallbackKeys(text: Data(repeating: 1, count: 32).base64EncodedString())
    }

    static func token(attempt: Int = 1, run: String = uid, seconds: Double = 60) throws -> String {
        let expiry = Timestamp(now.date.addingTimeInterval(seconds))
        return try keys().text(of: CallbackToken(attempt: attempt, expiry: expiry), forRun: run)
    }

    /// A run as stored in the API server.
    static let stored: JSONValue = [
        "metadata": [
            "name": "digits", "namespace": "team", "uid": .string(uid), "resourceVersion": "7",
        ],
        "spec": ["image": "i", "checkpoints": ["uri": "s3://c"]],
        "status": ["phase": "Running", "epoch": 1],
    ]

    /// The same run in its second attempt.
    static let secondAttempt: JSONValue = [
        "metadata": stored["metadata"] ?? [:], "spec": stored["spec"] ?? [:],
        "status": [
            "phase": "Running",
            "history": [["number": 1, "completionTime": "2023-11-14T22:00:00Z", "reason": "Error"]],
        ],
    ]

    static let tooLong = rejection(of: "status.checkpoints[0].uri")

    static func rejection(of field: String) -> Reply {
        Reply.json(
            [
                "kind": "Status", "code": 422, "reason": "Invalid", "message": .string("\(field): Too long"),
                "details": ["causes": [["reason": "FieldValueInvalid", "field": .string(field)]]],
            ],
            status: 422
        )
    }

    /// Sends one request to a server whose API server answers with `replies`, and whose only run is ``stored``.
    @discardableResult
    static func send(
        _ path: String,
        _ body: String? = nil,
        authorization: String?,
        stored: JSONValue = Self.stored,
        isComplete: Bool = true,
        _ transport: ScriptedTransport = ScriptedTransport()
    ) async throws -> TestResponse {
        let run: TrainingRun = try stored.decode()
        let client = KubeClient(transport: transport, fieldManager: CallbackServer.fieldManager)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let queue = ReportQueue(
            writer: ReportWriter(client: client, logger: .silent),
            interval: .milliseconds(50),
            logger: logger
        )
        let router = Router()
        let routes = CallbackRoutes(
            run: { $0 == uid ? run : nil },
            isComplete: { isComplete },
            keys: try keys(),
            queue: queue,
            now: { now },
            logger: logger
        )
        routes.add(to: router)
        let headers: HTTPFields = authorization.map { [.authorization: $0] } ?? [:]
        return try await Application(router: router, logger: logger).test(.router) { client in
            try await client.execute(
                uri: path,
                method: body == nil ? .get : .post,
                headers: headers,
                body: body.map { ByteBuffer(string: $0) }
            )
        }
    }

    static func path(_ call: String, _ uid: String = uid) -> String { "/v1/jobs/\(uid)/\(call)" }

    @Test("writes an event to the run before it answers, under its own manager and with its own fields only")
    func event() async throws {
        let transport = ScriptedTransport(.json(Self.stored), .json(Self.stored))
        let response = try await Self.send(
            Self.path("event"),
            #"{"type": "checkpoint_saved", "uri": "s3://c/3.pt", "epoch": 3}"#,
            authorization: "Bearer \(try Self.token())",
            transport
        )
        #expect(response.status == .ok)
        let requests = transport.requests
        #expect(requests.map(\.method) == [.get, .patch])
        let apply = try #require(requests.last)
        #expect(apply.path.hasSuffix("/trainingruns/digits/status"))
        #expect(apply.query.contains { $0.name == "fieldManager" && $0.value == "darkroom-gateway" })
        let body = try JSONDecoder().decode(JSONValue.self, from: #require(apply.body))
        #expect(body["metadata"]?["resourceVersion"] == "7")
        let fields = body["status"]?.objectValue?.keys.sorted()
        #expect(fields == ["checkpoints", "epoch", "lastHeartbeat"])
        #expect(body["status"]?["checkpoints"]?["latest"]?["uri"] == "s3://c/3.pt")
    }

    @Test("reads the run again and retries when another client has changed it")
    func conflict() async throws {
        let transport = ScriptedTransport(
            .json(Self.stored),
            .refusal(409, "Conflict"),
            .json(Self.stored),
            .json(Self.stored)
        )
        let response = try await Self.send(
            Self.path("done"),
            #"{"status": "succeeded"}"#,
            authorization: "Bearer \(try Self.token())",
            transport
        )
        #expect(response.status == .ok)
        #expect(transport.requests.map(\.method) == [.get, .patch, .get, .patch])
    }

    @Test("asks the trainer to send a result again later when the API server is unavailable")
    func unavailable() async throws {
        let response = try await Self.send(
            Self.path("done"),
            #"{"status": "succeeded"}"#,
            authorization: "Bearer \(try Self.token())",
            ScriptedTransport(.refusal(503, "ServiceUnavailable"))
        )
        #expect(response.status == .serviceUnavailable)
        #expect(response.headers[.retryAfter] == "5")
    }

    @Test("says why the API server rejects a result, which a retry would not change")
    func invalid() async throws {
        let response = try await Self.send(
            Self.path("done"),
            #"{"status": "succeeded"}"#,
            authorization: "Bearer \(try Self.token())",
            ScriptedTransport(.json(Self.stored), Self.tooLong)
        )
        #expect(response.status == .unprocessableContent)
        #expect(String(buffer: response.body).contains("status.checkpoints[0].uri: Too long"))
        #expect(response.headers[.retryAfter] == nil)
    }

    @Test(
        "asks for a result again while the API server rejects fields that the trainer does not own",
        arguments: ["spec.image", "status.phase"]
    )
    func invalidObject(field: String) async throws {
        let response = try await Self.send(
            Self.path("done"),
            #"{"status": "succeeded"}"#,
            authorization: "Bearer \(try Self.token())",
            ScriptedTransport(.json(Self.stored), Self.rejection(of: field))
        )
        #expect(response.status == .serviceUnavailable)
    }

    @Test("answers a heartbeat at once and writes it soon after")
    func heartbeat() async throws {
        let transport = ScriptedTransport(.json(Self.stored), .json(Self.stored))
        let response = try await Self.send(
            Self.path("heartbeat"),
            #"{"epoch": 3, "progress": 30.0, "metrics": {"loss": 0.41}}"#,
            authorization: "bearer \(try Self.token())",
            transport
        )
        #expect(response.status == .ok)
        #expect(await eventually { transport.requests.count == 2 })
    }

    @Test("delays a heartbeat when another server has just written one")
    func heardElsewhere() async throws {
        let heard: JSONValue = [
            "metadata": Self.stored["metadata"] ?? [:], "spec": ["image": "i"],
            "status": ["phase": "Running", "lastHeartbeat": .string("\(Timestamp(Date(timeIntervalSinceNow: 55)))")],
        ]
        let transport = ScriptedTransport(.json(heard), .json(Self.stored), .json(Self.stored))
        try await Self.send(
            Self.path("heartbeat"),
            #"{"epoch": 3}"#,
            authorization: "Bearer \(try Self.token())",
            transport
        )
        #expect(await eventually { transport.requests.map(\.method) == [.get, .get, .patch] })
    }

    @Test("tells a trainer about its own run")
    func status() async throws {
        let response = try await Self.send(
            Self.path("status"),
            authorization: "Bearer \(try Self.token())"
        )
        #expect(response.status == .ok)
        let body = try JSONDecoder().decode(JSONValue.self, from: Data(response.body.readableBytesView))
        #expect(body["phase"] == "Running" && body["epoch"] == 1 && body["cancel"] == false)
    }

    @Test("rejects a call without a valid token", arguments: ["heartbeat", "event", "done"])
    func rejected(call: String) async throws {
        let good = try Self.token(attempt: 2)
        let faults: [(String?, HTTPResponse.Status)] = [
            (nil, .unauthorized), ("Basic \(good)", .unauthorized), ("Bearer ", .unauthorized),
            ("Bearer \(good.dropLast())", .forbidden), ("Bearer \(good)A", .forbidden),
            ("Bearer \(try Self.token(attempt: 2, run: "another"))", .forbidden),
            ("Bearer \(try Self.token(attempt: 1))", .forbidden),
            ("Bearer \(try Self.token(attempt: 2, seconds: -1))", .forbidden),
        ]
        for (authorization, status) in faults {
            let transport = ScriptedTransport()
            let response = try await Self.send(
                Self.path(call),
                "{}",
                authorization: authorization,
                stored: Self.secondAttempt,
                transport
            )
            #expect(response.status == status, "\(authorization ?? "no token")")
            #expect(transport.requests.isEmpty)
        }
    }

    @Test("asks for a report again while its cache does not yet have the run or the attempt")
    func behind() async throws {
        for (uid, attempt, isComplete) in [("new", 1, false), (Self.uid, 2, true)] {
            let response = try await Self.send(
                Self.path("heartbeat", uid),
                "{}",
                authorization: "Bearer \(try Self.token(attempt: attempt, run: uid))",
                isComplete: isComplete
            )
            #expect(response.status == .serviceUnavailable)
            #expect(response.headers[.retryAfter] == "5")
        }
    }

    @Test("answers 404 for a run that does not exist, even with a valid token")
    func unknownRun() async throws {
        let token = try Self.token(run: "gone")
        let response = try await Self.send(
            Self.path("heartbeat", "gone"),
            "{}",
            authorization: "Bearer \(token)"
        )
        #expect(response.status == .notFound)
    }

    @Test(
        "says what is wrong with a body",
        arguments: [
            ("", .badRequest, "not valid JSON: a value is missing at byte 0"),
            (#"{"epoch": 3"#, .badRequest, "at byte 11"), ("[]", .badRequest, "JSON object"),
            ("{} {}", .badRequest, "not valid JSON"),
            (String(repeating: " ", count: 300_000), .contentTooLarge, "262144"),
        ] as [(String, HTTPResponse.Status, String)]
    )
    func badBody(body: String, status: HTTPResponse.Status, words: String) async throws {
        let response = try await Self.send(
            Self.path("heartbeat"),
            body,
            authorization: "Bearer \(try Self.token())"
        )
        #expect(response.status == status)
        #expect(String(buffer: response.body).contains(words))
    }

    /// The status in the last write.
    static func written(_ transport: ScriptedTransport) throws -> JSONValue? {
        let body = try #require(transport.requests.last { $0.method == .patch }?.body)
        return try JSONDecoder().decode(JSONValue.self, from: body)["status"]
    }

    @Test("stores the rest of a heartbeat whose loss is not a number")
    func notFinite() async throws {
        let transport = ScriptedTransport(.json(Self.stored), .json(Self.stored))
        let response = try await Self.send(
            Self.path("heartbeat"),
            "\u{FEFF}{\"epoch\": 3, \"progress\": \"40%\", \"metrics\": {\"loss\": NaN, \"lr\": \"1e-3\", \"lr\": 0.1}}",
            authorization: "Bearer \(try Self.token())",
            transport
        )
        #expect(response.status == .ok)
        #expect(await eventually { transport.requests.count == 2 })
        let status = try Self.written(transport)
        #expect(status?["epoch"] == 3 && status?["progress"] == 40)
        #expect(status?["metrics"] == ["loss": "NaN", "lr": "0.1"] && status?["metric"] == "loss=NaN")
    }

    @Test("stores a result whose metrics are not finite")
    func notFiniteResult() async throws {
        let transport = ScriptedTransport(.json(Self.stored), .json(Self.stored))
        let response = try await Self.send(
            Self.path("done"),
            #"{"status": "succeeded", "final_metrics": {"accuracy": 0.9, "iou": NaN}}"#,
            authorization: "Bearer \(try Self.token())",
            transport
        )
        #expect(response.status == .ok)
        #expect(try Self.written(transport)?["result"]?["metrics"] == ["accuracy": "0.9", "iou": "NaN"])
    }

    @Test(
        "counts a call that it cannot use as a sign of life, and says on the run what was wrong",
        arguments: [
            ("heartbeat", "{", "heartbeat: the body is not valid JSON: the name of a member is expected at byte 1"),
            ("event", "{}", "event: an event needs a type, such as checkpoint_saved"),
            ("done", #"{"status": "perhaps"}"#, "done: status must be succeeded or failed"),
            ("event", String(repeating: " ", count: 300_000), "event: the body is larger than 262144 bytes"),
        ]
    )
    func signOfLife(call: String, body: String, problem: String) async throws {
        let transport = ScriptedTransport(.json(Self.stored), .json(Self.stored))
        let token = try Self.token()
        try await Self.send(Self.path(call), body, authorization: "Bearer \(token)", transport)
        #expect(await eventually { transport.requests.count == 2 })
        let status = try Self.written(transport)
        #expect(status?["lastHeartbeat"] == .string("\(Self.now)") && status?["epoch"] == 1)
        #expect(status?["reportProblem"] == .string(problem))
    }

    @Test("counts a query and a report that the API server rejects as signs of life")
    func otherSigns() async throws {
        let token = try Self.token()
        let query = ScriptedTransport(.json(Self.stored), .json(Self.stored))
        try await Self.send(Self.path("status"), authorization: "Bearer \(token)", query)
        #expect(await eventually { query.requests.map(\.method) == [.get, .patch] })
        let event = ScriptedTransport(.json(Self.stored), Self.tooLong, .json(Self.stored), .json(Self.stored))
        try await Self.send(Self.path("event"), #"{"type": "started"}"#, authorization: "Bearer \(token)", event)
        #expect(await eventually { event.requests.map(\.method) == [.get, .patch, .get, .patch] })
    }

    @Test("says that a checkpoint outside the run's location does not count, and stores the rest of the event")
    func foreignCheckpoint() async throws {
        let transport = ScriptedTransport(.json(Self.stored), .json(Self.stored))
        let response = try await Self.send(
            Self.path("event"),
            #"{"type": "checkpoint_saved", "uri": "https://elsewhere.example/best.pt", "epoch": 3, "best": true}"#,
            authorization: "Bearer \(try Self.token())",
            transport
        )
        #expect(response.status == .ok)
        #expect(String(buffer: response.body).contains("not below s3://c; add its location to"))
        let status = try Self.written(transport)
        #expect(status?["epoch"] == 3 && status?["checkpoints"] == nil)
        #expect(status?["reportProblem"]?.stringValue?.contains("does not count") == true)
    }

    /// The run, with its end on record since this time.
    static func ended(_ end: Timestamp) -> JSONValue {
        [
            "metadata": stored["metadata"] ?? [:], "spec": stored["spec"] ?? [:],
            "status": [
                "phase": "Succeeded", "completionTime": .string("\(end)"),
                "history": [["number": 1, "completionTime": .string("\(end)"), "reason": "Completed"]],
            ],
        ]
    }

    @Test("accepts no report once the run has ended, but for a short time", arguments: ["heartbeat", "event", "done"])
    func closed(call: String) async throws {
        let transport = ScriptedTransport()
        let response = try await Self.send(
            Self.path(call),
            #"{"type": "checkpoint_saved", "uri": "s3://c/best.pt", "best": true, "status": "failed"}"#,
            authorization: "Bearer \(try Self.token())",
            stored: Self.ended(Self.now.adding(-600)),
            transport
        )
        #expect(response.status == .forbidden)
        #expect(String(buffer: response.body).contains("the run has ended"))
        #expect(transport.requests.isEmpty)
    }

    @Test("accepts no report of a run whose end its cache does not show yet")
    func closedUnseen() async throws {
        let transport = ScriptedTransport(.json(Self.ended(Self.now)))
        let response = try await Self.send(
            Self.path("done"),
            #"{"status": "failed"}"#,
            authorization: "Bearer \(try Self.token())",
            transport
        )
        #expect(response.status == .forbidden)
        #expect(transport.requests.map(\.method) == [.get])
    }

    @Test("rejects another result of the same attempt")
    func secondResult() async throws {
        let reported: JSONValue = [
            "metadata": Self.stored["metadata"] ?? [:], "spec": Self.stored["spec"] ?? [:],
            "status": ["phase": "Running", "result": ["status": "succeeded", "attempt": 1]],
        ]
        let transport = ScriptedTransport(.json(reported))
        let response = try await Self.send(
            Self.path("done"),
            #"{"status": "failed"}"#,
            authorization: "Bearer \(try Self.token())",
            transport
        )
        #expect(response.status == .conflict)
        #expect(String(buffer: response.body).contains("already reported another result"))
    }
}
