import KubeClient
import KubeCore
import KubeReconcile
import KubeRuntime
import KubeTestSupport
import Testing

@Suite("Writing a child")
struct ChildWriterTests {
    static let key = ObjectKey(namespace: "default", name: "child")
    static let manifest = ChildManifest(
        resource: Widget.resource,
        key: key,
        body: [
            "metadata": [
                "name": "child", "labels": ["app.kubernetes.io/managed-by": "tester"],
                "annotations": ["example.dev/spec-hash": "wanted"],
            ]
        ]
    )

    private func carryOut(
        _ write: ChildWrite,
        _ replies: Reply...
    ) async throws -> (
        ChildWriter.Outcome, [TransportRequest]
    ) {
        let transport = ScriptedTransport()
        for reply in replies { transport.add(reply) }
        let writer = ChildWriter(
            client: KubeClient(transport: transport, fieldManager: "test"),
            specHashAnnotation: "example.dev/spec-hash"
        )
        return (try await writer.carryOut(write, ownerUID: "owner"), transport.requests)
    }

    private static func child(
        ownedBy uid: String,
        labels: JSONValue = ["app.kubernetes.io/managed-by": "tester"],
        specHash: String = "wanted"
    ) -> JSONValue {
        let owner = OwnerReference(apiVersion: "v1", kind: "Owner", name: "o", uid: uid, controller: true)
        return KubeJSON.widget(
            "child",
            version: "7",
            labels: labels,
            annotations: ["example.dev/spec-hash": .string(specHash)],
            owner: owner
        )
    }

    private static let written = ChildWriter.Outcome.written(
        WriteExpectation(resource: Widget.resource, resourceVersion: "7")
    )

    @Test("After a create the key waits until the cache has the child")
    func create() async throws {
        let (outcome, requests) = try await carryOut(
            .create(Self.manifest),
            .json(KubeJSON.widget("child", version: "7"), status: 201)
        )
        #expect(outcome == Self.written)
        #expect(requests.map(\.method) == [.post])
    }

    @Test("A create whose reply was lost finds its own child and counts as successful")
    func createAgain() async throws {
        let (outcome, requests) = try await carryOut(
            .create(Self.manifest),
            .refusal(409, "AlreadyExists"),
            .json(Self.child(ownedBy: "owner"))
        )
        #expect(outcome == Self.written)
        #expect(requests.map(\.method) == [.post, .get])
    }

    @Test("A child of this owner with another spec hash is not a success, and is reconciled once the caches have it")
    func createOther() async throws {
        let (outcome, requests) = try await carryOut(
            .create(Self.manifest),
            .refusal(409, "AlreadyExists"),
            .json(Self.child(ownedBy: "owner", specHash: "another"))
        )
        #expect(outcome == .overtaken(WriteExpectation(resource: Widget.resource, resourceVersion: "7")))
        #expect(requests.map(\.method) == [.post, .get])
    }

    @Test("A child of this owner that lost its labels gets them back, because the caches would not show it otherwise")
    func createUnlabelled() async throws {
        let (outcome, requests) = try await carryOut(
            .create(Self.manifest),
            .refusal(409, "AlreadyExists"),
            .json(Self.child(ownedBy: "owner", labels: ["app": "kept"])),
            .json(KubeJSON.widget("child", version: "8"))
        )
        #expect(outcome == .written(WriteExpectation(resource: Widget.resource, resourceVersion: "8")))
        #expect(requests.map(\.method) == [.post, .get, .patch])
        let patch = try JSONValue(json: #require(requests.last?.body))
        #expect(
            patch == ["metadata": ["uid": "uid-child", "labels": ["app.kubernetes.io/managed-by": "tester"]]]
        )
    }

    @Test("A child of another owner is not changed, and the conflict is a rejection")
    func createForeign() async throws {
        let (outcome, requests) = try await carryOut(
            .create(Self.manifest),
            .refusal(409, "AlreadyExists"),
            .json(Self.child(ownedBy: "another owner"))
        )
        #expect(outcome == .rejected(.nameConflict(Widget.resource, Self.key)))
        #expect(requests.count == 2)
    }

    @Test("A resource type that the cluster does not serve is a rejection")
    func notServed() async throws {
        let (outcome, _) = try await carryOut(.create(Self.manifest), .refusal(404, "NotFound"))
        guard case .rejected(let rejection) = outcome else {
            Issue.record("not rejected: \(outcome)")
            return
        }
        #expect(rejection.reason == "ResourceNotServed")
        #expect(rejection.message.contains("widgets.example.dev"))
    }

    @Test("A permanent rejection is returned and not thrown", arguments: [403, 422])
    func refused(code: Int) async throws {
        let (outcome, _) = try await carryOut(.create(Self.manifest), .refusal(code, "Because"))
        guard case .rejected(let rejection) = outcome else {
            Issue.record("not rejected: \(outcome)")
            return
        }
        #expect(rejection.reason == "Because")
    }

    @Test("A transient error is thrown so that the reconcile is retried", arguments: [409, 429, 500, 503])
    func thrown(code: Int) async throws {
        await #expect(throws: KubeError.self) {
            try await carryOut(.apply(Self.manifest, uid: "child-uid"), .refusal(code, "Conflict"))
        }
        await #expect(throws: KubeError.self) {
            let delete = ChildWrite.delete(Widget.resource, Self.key, uid: "child-uid")
            return try await carryOut(delete, .refusal(code, "Conflict"))
        }
    }

    @Test("A conflicting child that is gone a moment later leads to a retry, not to a missing resource type")
    func createVanished() async throws {
        await #expect(throws: KubeError.self) {
            try await carryOut(
                .create(Self.manifest),
                .refusal(409, "AlreadyExists"),
                .refusal(404, "NotFound")
            )
        }
    }

    @Test(
        "Every write to an existing child names its UID",
        arguments: [
            ChildWrite.apply(manifest, uid: "child-uid"),
            .patch(Widget.resource, key, uid: "child-uid", ["spec": ["suspend": true]]),
            .scale(Widget.resource, key, uid: "child-uid", replicas: 2),
        ]
    )
    func uidPrecondition(write: ChildWrite) async throws {
        let (_, requests) = try await carryOut(write, .json(KubeJSON.widget("child", version: "7")))
        let body = try JSONValue(json: #require(requests.first?.body))
        #expect(body["metadata"]?["uid"] == "child-uid")
    }

    private static let deletion = ChildWrite.delete(Widget.resource, key, uid: "child-uid")
    private static let gone = ChildWriter.Outcome.written(
        WriteExpectation(resource: Widget.resource, gone: key, uid: "child-uid")
    )

    @Test("A delete names the UID, and the key waits until the caches no longer have the child")
    func delete() async throws {
        let (outcome, requests) = try await carryOut(Self.deletion, .json(KubeJSON.status(200)))
        let body = try JSONValue(json: #require(requests.first?.body))
        #expect(body["preconditions"]?["uid"] == "child-uid")
        #expect(outcome == Self.gone)
    }

    @Test("A delete of a child that must not have changed names its version too")
    func deleteUnchanged() async throws {
        let deletion = ChildWrite.delete(Widget.resource, Self.key, uid: "child-uid", resourceVersion: "7")
        let (_, requests) = try await carryOut(deletion, .json(KubeJSON.status(200)))
        let body = try JSONValue(json: #require(requests.first?.body))
        #expect(body["preconditions"] == ["uid": "child-uid", "resourceVersion": "7"])
    }

    @Test("After a delete of a child with finalizers the key waits until the caches know its deletion timestamp")
    func deleteWaits() async throws {
        let going: JSONValue = [
            "metadata": ["name": "child", "resourceVersion": "7", "deletionTimestamp": "2026-01-31T12:00:00Z"]
        ]
        let (outcome, _) = try await carryOut(Self.deletion, .json(going))
        #expect(outcome == Self.written)
    }

    @Test("A delete of a child that is gone succeeds")
    func deleteGone() async throws {
        let (outcome, _) = try await carryOut(Self.deletion, .refusal(404, "NotFound"))
        #expect(outcome == Self.gone)
    }
}
