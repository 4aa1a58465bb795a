import KubeClient
import KubeCore
import KubeTestSupport
import Testing

@testable import fault_runner

@Suite("The control plane of a run")
struct ControlPlaneTests {
    private static let root = "/apis/darkroom.dev/v1alpha1/namespaces/n/trainingruns"
    private static let run: JSONValue = [
        "apiVersion": "darkroom.dev/v1alpha1", "kind": "TrainingRun", "metadata": ["name": "a", "uid": "u"],
    ]

    /// The requests of `body` in the namespace `n`, after the one that creates it.
    private func requests(
        _ replies: Reply...,
        body: (ControlPlane) async throws -> Void
    ) async throws -> [TransportRequest] {
        let server = ScriptedTransport(.json(["metadata": ["name": "n"]], status: 201))
        for reply in replies { server.add(reply) }
        let environment = RunEnvironment(
            cluster: ClusterConfiguration(server: "http://127.0.0.1:1"),
            client: KubeClient(transport: server, fieldManager: "tests"),
            executable: "",
            directory: "",
            slowness: 1
        )
        try await body(try await ControlPlane(environment, namespace: "n"))
        #expect(server.requests.first?.path == "/api/v1/namespaces")
        return Array(server.requests.dropFirst())
    }

    @Test("Creates custom resources with their kind and spec")
    func creates() async throws {
        let requests = try await requests(.json(Self.run, status: 201)) {
            try await $0.create("trainingruns", "a", spec: ["image": "i"])
        }
        #expect(requests.map(\.path) == [Self.root])
        let body = requests.first?.body.map { String(decoding: $0, as: UTF8.self) }
        #expect(body?.contains(#""kind":"TrainingRun""#) == true)
        #expect(body?.contains(#""spec":{"image":"i"}"#) == true)
    }

    @Test("Reads whole objects, and returns nil for one that does not exist")
    func reads() async throws {
        _ = try await requests(.json(Self.run), .refusal(404), .json(["items": [Self.run]])) { plane in
            let (there, missing) = (try await plane.get("trainingruns", "a"), try await plane.get("trainingruns", "b"))
            #expect(there == Self.run)
            #expect(missing == nil)
            let all = try await plane.list("trainingruns")
            #expect(all == [Self.run])
        }
    }

    @Test("Replaces a whole object, and reports a conflict when it has changed in between")
    func replaces() async throws {
        let requests = try await requests(.refusal(409, "Conflict")) { plane in
            let error = await #expect(throws: KubeError.self) {
                try await plane.replace("trainingruns", "a", with: Self.run)
            }
            guard case .conflict = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
        #expect(requests.map(\.method) == [.put])
        #expect(requests.map(\.path) == ["\(Self.root)/a"])
    }

    @Test("Patches the status of children, and deletes an object by the UID that it read")
    func patchesAndDeletes() async throws {
        let job: JSONValue = ["metadata": ["name": "j", "uid": "u"]]
        let requests = try await requests(.json(job), .json(job), .json(["kind": "Status"])) { plane in
            try await plane.patch("jobs", "j", subresource: .status, ["status": ["active": 1]])
            let uid = try await plane.delete("jobs", "j")
            #expect(uid == "u")
        }
        let path = "/apis/batch/v1/namespaces/n/jobs/j"
        #expect(requests.map(\.path) == ["\(path)/status", path, path])
        #expect(requests.map(\.method) == [.patch, .get, .delete])
    }

    @Test("Refuses a resource that it does not know")
    func unknown() async throws {
        _ = try await requests { plane in
            await #expect(throws: Failure.self) { try await plane.list("widgets") }
        }
    }
}
