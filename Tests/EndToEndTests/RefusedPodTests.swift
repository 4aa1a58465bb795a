import ClusterTestSupport
import DarkroomAPI
import KubeCore
import Testing

extension EndToEndTests {
    struct `A pod that a quota refuses` {
        private static let quotas = APIResource(
            group: "",
            version: "v1",
            kind: "ResourceQuota",
            plural: "resourcequotas"
        )
        private static let quota: JSONValue = ["spec": ["hard": ["requests.memory": "8Mi"]]]

        @Test func `is on the run within seconds, in the API server's words, and comes when there is room`()
            async throws
        {
            try await withNamespace { namespace in
                try await namespace.create(Self.quotas, "team", Self.quota)
                try await namespace.create(TrainingRun.resource, "refused", ["spec": Workload.shell("true")])
                let run = try await namespace.wait(
                    for: TrainingRun.self,
                    "refused",
                    "names the quota",
                    within: .seconds(30)
                ) { $0.status?.message?.contains("quota: team") == true }
                #expect(run.status?.phase == .queued)
                #expect(run.status?.conditions["Scheduled"]?.reason == "FailedCreate")

                try await namespace.delete(Self.quotas, "team")
                // The Job controller tries again after longer and longer pauses.
                try await namespace.wait(
                    for: TrainingRun.self,
                    "refused",
                    "succeeds",
                    within: .seconds(180)
                ) { $0.status?.phase == .succeeded }
            }
        }

        @Test func `is on the service`() async throws {
            try await withNamespace { namespace in
                try await namespace.create(Self.quotas, "team", Self.quota)
                try await namespace.create(InferenceService.resource, "refused", ["spec": Workload.service])
                try await namespace.wait(
                    for: InferenceService.self,
                    "refused",
                    "names the quota",
                    within: .seconds(30)
                ) { service in
                    let ready = service.status?.conditions["Ready"]
                    return ready?.reason == "FailedCreate" && ready?.message.contains("quota: team") == true
                }
            }
        }

        @Test func `is none, if only Darkroom's own container would not name a resource`() async throws {
            try await withNamespace { namespace in
                let hard: JSONValue = [
                    "limits.cpu": "8", "limits.memory": "8Gi", "requests.cpu": "8", "requests.memory": "8Gi",
                ]
                try await namespace.create(Self.quotas, "team", ["spec": ["hard": hard]])
                let resources: JSONValue = [
                    "requests": ["cpu": "10m", "memory": "64Mi"], "limits": ["cpu": "1", "memory": "256Mi"],
                ]
                let spec = Workload.shell("true").with([
                    "resources": resources, "dataset": ["uri": "/nowhere/data.zip", "verify": [:]],
                ])
                try await namespace.create(TrainingRun.resource, "verified", ["spec": spec])
                // The check runs, and finds no data set.
                try await namespace.wait(
                    for: TrainingRun.self,
                    "verified",
                    "ends by its check",
                    within: .seconds(90)
                ) { $0.status?.conditions["DatasetVerified"]?.status == .false }
            }
        }
    }
}
