import FoundationEssentials
import KubeClient
import KubeCore
import KubeTestSupport
import Testing

@Suite("Requests")
struct RequestShapeTests {
    private let transport = ScriptedTransport(.json(KubeJSON.widget("a", version: "7")))
    private var client: KubeClient { KubeClient(transport: transport, fieldManager: "tester") }
    private let key = ObjectKey(namespace: "n", name: "a")

    private func body() throws -> JSONValue {
        let request = try #require(transport.requests.first)
        return try JSONDecoder().decode(JSONValue.self, from: try #require(request.body))
    }

    @Test("Reading an object requests its path")
    func get() async throws {
        let widget = try await client.get(Widget.self, key)
        #expect(widget.metadata.resourceVersion == "7")
        let request = try #require(transport.requests.first)
        #expect(request.method == .get)
        #expect(request.target == "/apis/example.dev/v1/namespaces/n/widgets/a")
        #expect(request.body == nil && request.contentType == nil && !request.isWatch)
    }

    @Test("A create posts the body as JSON and names the field manager")
    func create() async throws {
        let written = try await client.create(Widget.resource, namespace: "n", ["metadata": ["name": "a"]] as JSONValue)
        #expect(written.metadata.resourceVersion == "7")
        let request = try #require(transport.requests.first)
        #expect(request.method == .post)
        #expect(request.target == "/apis/example.dev/v1/namespaces/n/widgets?fieldManager=tester")
        #expect(request.contentType == "application/json")
        #expect(try body() == ["metadata": ["name": "a"]])
    }

    @Test(
        "An apply patches the object or its subresource, with or without force",
        arguments: [
            (nil, true, "/apis/example.dev/v1/namespaces/n/widgets/a?fieldManager=tester&force=true"),
            (.status, true, "/apis/example.dev/v1/namespaces/n/widgets/a/status?fieldManager=tester&force=true"),
            (.scale, false, "/apis/example.dev/v1/namespaces/n/widgets/a/scale?fieldManager=tester&force=false"),
        ] as [(Subresource?, Bool, String)]
    )
    func apply(subresource: Subresource?, force: Bool, target: String) async throws {
        try await client.apply(Widget.resource, key, subresource: subresource, force: force, [:] as JSONValue)
        let request = try #require(transport.requests.first)
        #expect(request.method == .patch)
        #expect(request.target == target)
        #expect(request.contentType == "application/apply-patch+yaml")
    }

    @Test("A merge patch names its media type")
    func mergePatch() async throws {
        try await client.mergePatch(Widget.resource, key, ["spec": ["suspend": nil]] as JSONValue)
        let request = try #require(transport.requests.first)
        #expect(request.method == .patch)
        #expect(request.target == "/apis/example.dev/v1/namespaces/n/widgets/a?fieldManager=tester")
        #expect(request.contentType == "application/merge-patch+json")
        #expect(try body() == ["spec": ["suspend": nil]])
    }

    @Test(
        "A delete carries the preconditions that are given and no others",
        arguments: [
            ("u", nil, ["uid": "u"]), ("u", "7", ["uid": "u", "resourceVersion": "7"]), (nil, nil, nil),
        ] as [(String?, String?, JSONValue?)]
    )
    func delete(uid: String?, version: String?, preconditions: JSONValue?) async throws {
        try await client.delete(Widget.resource, key, uid: uid, resourceVersion: version, propagation: .foreground)
        let request = try #require(transport.requests.first)
        #expect(request.method == .delete)
        #expect(request.target == "/apis/example.dev/v1/namespaces/n/widgets/a")
        #expect(request.contentType == "application/json")
        var expected: [String: JSONValue] = [
            "apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": "Foreground",
        ]
        expected["preconditions"] = preconditions
        #expect(try body() == .object(expected))
    }

    @Test("A body leaves out members that are nil")
    func omitsNil() async throws {
        struct Body: Encodable, Sendable {
            let metadata = ApplyMeta(name: "a")
            let replicas: Int? = nil
        }
        try await client.apply(Widget.resource, key, Body())
        #expect(try body() == ["metadata": ["name": "a"]])
    }

    @Test(
        "A selector is percent-encoded",
        arguments: [
            (LabelSelector.everything, "/apis/example.dev/v1/widgets"),
            (
                .matching(["darkroom.dev/name": "a", "x": "ü &="]),
                "/apis/example.dev/v1/widgets?labelSelector=darkroom.dev%2Fname%3Da%2Cx%3D%C3%BC%20%26%3D"
            ),
            (.exists("darkroom.dev/uid"), "/apis/example.dev/v1/widgets?labelSelector=darkroom.dev%2Fuid"),
        ]
    )
    func selector(selector: LabelSelector, target: String) async throws {
        _ = try await client.list(Widget.self, selector: selector)
        #expect(transport.requests.first?.target == target)
    }

    @Test("A watch requests bookmarks, a timeout and the changes after a version")
    func watch() async throws {
        let transport = ScriptedTransport(.chunks([]))
        let client = KubeClient(transport: transport, fieldManager: "tester")
        _ = try await client.watch(
            Widget.self,
            namespace: "n",
            selector: .exists("l"),
            from: .version("12"),
            timeoutSeconds: 60
        )
        let request = try #require(transport.requests.first)
        #expect(request.isWatch)
        let path = "/apis/example.dev/v1/namespaces/n/widgets"
        let query = "watch=true&allowWatchBookmarks=true&timeoutSeconds=60&resourceVersion=12&labelSelector=l"
        #expect(request.target == "\(path)?\(query)")
    }

    @Test("The version is the server's own git version")
    func version() async throws {
        let transport = ScriptedTransport(.json(["gitVersion": "v1.36.0", "major": "1"]))
        let client = KubeClient(transport: transport, fieldManager: "tester")
        #expect(try await client.serverVersion() == "v1.36.0")
        #expect(transport.requests.first?.target == "/version")
    }

    @Test(
        "The result of a delete says whether the object is gone or waits for its finalizers",
        arguments: [
            (KubeJSON.status(200), nil), (KubeJSON.widget("a", version: "7"), nil),
            (
                [
                    "kind": "Widget",
                    "metadata": ["name": "a", "resourceVersion": "8", "deletionTimestamp": "2026-01-31T12:00:00Z"],
                ],
                "8"
            ),
        ] as [(JSONValue, String?)]
    )
    func deletionAnswer(answer: JSONValue, version: String?) async throws {
        let client = KubeClient(transport: ScriptedTransport(.json(answer)), fieldManager: "tester")
        let waiting = try await client.delete(Widget.resource, key, uid: "u")
        #expect(waiting?.metadata.resourceVersion == version)
    }

    @Test("A watch may begin with the current state, where the server offers that")
    func initialState() async throws {
        _ = try? await client.watch(Widget.self, from: .initialState, timeoutSeconds: 30)
        let query =
            "watch=true&allowWatchBookmarks=true&timeoutSeconds=30&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
        #expect(transport.requests.first?.target == "/apis/example.dev/v1/widgets?\(query)")
    }

    @Test(
        "A request with a name that would change its path is not sent",
        arguments: ["", ".", "..", "a/b", "a%2Fb", "/"]
    )
    func hostileNames(name: String) async throws {
        await #expect(throws: KubeError.self) {
            try await client.get(Widget.self, ObjectKey(namespace: "n", name: name))
        }
        await #expect(throws: KubeError.self) {
            try await client.delete(Widget.resource, ObjectKey(namespace: "n", name: name), uid: "u")
        }
        await #expect(throws: KubeError.self) {
            try await client.create(Widget.resource, namespace: name, [:] as JSONValue)
        }
        await #expect(throws: KubeError.self) { try await client.list(Widget.self, namespace: name) }
        await #expect(throws: KubeError.self) {
            try await client.watch(Widget.self, namespace: name, from: .version("1"))
        }
        #expect(transport.requests.isEmpty)
    }

    @Test(
        "A name with characters that would end a URL's path is percent-encoded",
        arguments: [("a?b#c", "a%3Fb%23c"), ("a b", "a%20b")]
    )
    func encodedNames(name: String, segment: String) async throws {
        _ = try await client.get(Widget.self, ObjectKey(namespace: "n", name: name))
        #expect(transport.requests.first?.target == "/apis/example.dev/v1/namespaces/n/widgets/\(segment)")
    }
}
