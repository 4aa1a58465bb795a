import ClusterTestSupport
import DarkroomAPI
import KubeClient
import KubeCore
import Testing

extension TrainingTests {
    struct `With a volume claim as storage` {
        private static let claim = "data"
        private static let volumes = APIResource(
            group: "",
            version: "v1",
            kind: "PersistentVolume",
            plural: "persistentvolumes",
            isNamespaced: false
        )
        private static let claims = APIResource(
            group: "",
            version: "v1",
            kind: "PersistentVolumeClaim",
            plural: "persistentvolumeclaims"
        )

        @Test func `a trainer finds its data set, and leaves its checkpoints for another run`() async throws {
            try await withNamespace { namespace in
                try await withClaim(in: namespace) {
                    try await namespace.create(TrainingRun.resource, "first", ["spec": Self.spec(dataset: "sound")])
                    let first = try await namespace.waitForEnd(of: "first")
                    #expect(first.status?.phase == .succeeded, "\(first.status?.message ?? "")")
                    #expect(first.status?.conditions["DatasetVerified"]?.status == .true)
                    let best = try #require(first.trainerStatus.checkpoints?.best?.uri)
                    #expect(best.hasPrefix("/workspace/checkpoints/"))

                    let look = Workload.shell("test -s \(best)").with(["storage": Self.storage])
                    try await namespace.create(TrainingRun.resource, "second", ["spec": look])
                    #expect(try await namespace.waitForEnd(of: "second").status?.phase == .succeeded)
                }
            }
        }

        @Test func `a missing data set is reported with the path that was searched`() async throws {
            try await withNamespace { namespace in
                try await withClaim(in: namespace) {
                    try await namespace.create(TrainingRun.resource, "run", ["spec": Self.spec(dataset: "missing")])
                    let run = try await namespace.waitForEnd(of: "run")
                    #expect(run.status?.history.map(\.reason) == ["DatasetNotFound"])
                    #expect(run.status?.message?.contains("/workspace/datasets/missing/data.zip") == true)
                }
            }
        }

        private static let storage: JSONValue = ["type": "local", "claimName": .string(claim)]

        private static func spec(dataset: String) -> JSONValue {
            Trainer.spec(
                "--epochs=2",
                more: ["storage": storage, "dataset": ["id": .string(dataset), "verify": ["expect": ["train/"]]]]
            )
        }

        /// Runs `body` with a claim that has the data set `sound`, on a directory of the nodes.
        private func withClaim(in namespace: TestNamespace, _ body: () async throws -> Void) async throws {
            let size: JSONValue = ["storage": "1Gi"]
            let volume: JSONValue = [
                "apiVersion": "v1", "kind": "PersistentVolume", "metadata": ["name": .string(namespace.name)],
                "spec": [
                    "accessModes": ["ReadWriteMany"], "capacity": size, "storageClassName": "",
                    "hostPath": [
                        "path": .string("/tmp/darkroom-claims/\(namespace.name)"), "type": "DirectoryOrCreate",
                    ],
                ],
            ]
            try await namespace.client.create(Self.volumes, namespace: nil, volume)
            let key = ObjectKey(namespace: nil, name: namespace.name)
            do {
                let claim: JSONValue = [
                    "accessModes": ["ReadWriteMany"], "resources": ["requests": size], "storageClassName": "",
                    "volumeName": .string(namespace.name),
                ]
                try await namespace.create(Self.claims, Self.claim, ["spec": claim])
                try await fill(in: namespace)
                try await body()
                try await namespace.client.delete(Self.volumes, key, uid: nil)
            } catch {
                _ = try? await namespace.client.delete(Self.volumes, key, uid: nil)
                throw error
            }
        }

        /// Fills the claim as root, like an administrator: a directory of a node belongs to root.
        private func fill(in namespace: TestNamespace) async throws {
            let archive = "zipfile.ZipFile('/claim/datasets/sound/data.zip', 'w').writestr('train/0.txt', 'a digit')"
            let script = """
                mkdir -p /claim/datasets/sound /claim/checkpoints &&
                    python3 -c "import zipfile; \(archive)" && chmod -R 777 /claim
                """
            let container: JSONValue = [
                "name": "fill", "image": .string(Workload.image), "command": ["sh", "-c", .string(script)],
                "securityContext": ["runAsUser": 0], "volumeMounts": [["name": "claim", "mountPath": "/claim"]],
            ]
            let pod: JSONValue = [
                "restartPolicy": "Never", "containers": [container],
                "volumes": [["name": "claim", "persistentVolumeClaim": ["claimName": .string(Self.claim)]]],
            ]
            try await namespace.create(JobView.resource, "fill", ["spec": ["template": ["spec": pod]]])
            try await namespace.wait(for: JobView.self, "fill", "is done", within: .seconds(90)) {
                $0.status?.succeeded == 1
            }
        }
    }
}
