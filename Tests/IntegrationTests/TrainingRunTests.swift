import ClusterTestSupport
import DarkroomAPI
import KubeClient
import KubeCore
import Testing

extension IntegrationTests {
    struct `A TrainingRun` {
        private static let change: JSONValue = ["spec": ["hyperparameters": ["epochs": 9]]]

        @Test func `that has started keeps its Job, and reports that its spec can no longer change`()
            async throws
        {
            try await withOperator { namespace in
                let run = try await namespace.create(.trainingRun, "started")
                let job = try await namespace.child(JobView.self, of: run)
                try await namespace.startContainer(of: run)
                try await namespace.wait(for: .trainingRun, "started", "runs") { $0.phase == "Running" }

                do {
                    try await namespace.patch(TrainingRun.resource, "started", Self.change)
                } catch KubeError.invalid {
                    // A server with CEL rules refuses the change itself.
                    return
                }
                let report = try await namespace.wait(for: .trainingRun, "started")
                #expect(report.accepted?.status == .false)
                #expect(report.accepted?.reason == "SpecImmutable")
                #expect(report.phase == "Running")
                let same = try await namespace.child(JobView.self, of: run)
                #expect(same.metadata.uid == job.metadata.uid)
                #expect(same.metadata.generation == job.metadata.generation)
            }
        }

        @Test func `that has not started yet follows a change to its spec`() async throws {
            try await withOperator { namespace in
                let run = try await namespace.create(.trainingRun, "early")
                let job = try await namespace.child(JobView.self, of: run)
                try await namespace.wait(for: .trainingRun, "early")
                try await namespace.patch(TrainingRun.resource, "early", Self.change)
                let changed = try await namespace.child(Document<JobView>.self, of: run, "has been replaced") {
                    $0.metadata.uid != job.metadata.uid
                }
                let environment = changed.json["spec"]?["template"]?["spec"]?["containers"]?[0]?["env"]
                #expect(environment?.arrayValue?.contains(["name": "HP_EPOCHS", "value": "9"]) == true)
            }
        }

        @Test func `is suspended and resumed`() async throws {
            try await withOperator { namespace in
                let run = try await namespace.create(.trainingRun, "paused")
                try await namespace.child(JobView.self, of: run)
                try await namespace.patch(TrainingRun.resource, "paused", ["spec": ["suspend": true]])
                // On a server that drops `suspend` of Jobs, the operator has to delete the Job.
                try await eventually(
                    "nothing works for the run",
                    look: { try await namespace.children(JobView.self, of: run) },
                    until: { $0.allSatisfy { $0.spec?.suspend == true } }
                )
                try await namespace.wait(for: .trainingRun, "paused", "is suspended") {
                    $0.phase == "Suspended"
                }

                try await namespace.patch(TrainingRun.resource, "paused", ["spec": ["suspend": false]])
                try await namespace.child(JobView.self, of: run, "continues") { $0.spec?.suspend != true }
                try await namespace.wait(for: .trainingRun, "paused", "waits for a node") {
                    $0.message.contains("Unschedulable")
                }
            }
        }

        @Test func `does not change the fields that a queue sets on its Job`() async throws {
            try await withOperator { namespace in
                let spec = Specs.trainingRun.with(["queueName": "gpus"])
                let run = try await namespace.create(.trainingRun, "queued", spec: spec)
                let job = try await namespace.child(JobView.self, of: run)
                #expect(job.metadata.labels["kueue.x-k8s.io/queue-name"] == "gpus")
                let changes: JSONValue = [
                    "metadata": [
                        "annotations": ["kueue.x-k8s.io/admitted": "yes"], "labels": ["kueue.x-k8s.io/flavour": "t4"],
                    ],
                    "spec": ["activeDeadlineSeconds": 3600, "parallelism": 0],
                ]
                try await namespace.patch(JobView.resource, job.metadata.name, changes)
                let queued = try await namespace.child(Document<JobView>.self, of: run, "has the queue's changes") {
                    $0.json["spec"]?["parallelism"] == 0
                }

                // A change that reliably triggers a reconcile of the run.
                try await namespace.patch(TrainingRun.resource, "queued", ["spec": ["ttlSecondsAfterFinished": 60]])
                try await namespace.wait(for: .trainingRun, "queued")
                let later = try await namespace.child(Document<JobView>.self, of: run)
                #expect(later.metadata.uid == queued.metadata.uid)
                #expect(later.json["spec"] == queued.json["spec"])
                #expect(later.metadata.annotations == queued.metadata.annotations)
                #expect(later.metadata.labels == queued.metadata.labels)
            }
        }

        @Test func `that is suspended from the start has no Job`() async throws {
            try await withOperator { namespace in
                let spec = Specs.trainingRun.with(["suspend": true])
                let run = try await namespace.create(.trainingRun, "later", spec: spec)
                try await namespace.wait(for: .trainingRun, "later", "is suspended") {
                    $0.phase == "Suspended"
                }
                #expect(try await namespace.children(JobView.self, of: run).isEmpty)
            }
        }

        @Test func `is cancelled for good`() async throws {
            try await withOperator { namespace in
                let run = try await namespace.create(.trainingRun, "cancelled")
                let job = try await namespace.child(JobView.self, of: run)
                try await namespace.patch(TrainingRun.resource, "cancelled", ["spec": ["cancel": true]])
                try await namespace.wait(for: .trainingRun, "cancelled", "is cancelled") {
                    $0.phase == "Cancelled"
                }
                try await namespace.waitUntilGone(JobView.self, job.metadata.name)

                try await namespace.patch(TrainingRun.resource, "cancelled", ["spec": ["cancel": false]])
                let report = try await namespace.wait(for: .trainingRun, "cancelled")
                #expect(report.phase == "Cancelled")
                #expect(report.conditions["Succeeded"]?.status == .false)
                #expect(try await namespace.children(JobView.self, of: run).isEmpty)
            }
        }

        @Test func `says why its pod waits in the scheduler's words`() async throws {
            try await withOperator { namespace in
                let run = try await namespace.create(.trainingRun, "waiting")
                let report = try await namespace.wait(for: .trainingRun, "waiting", "waits for a node") {
                    $0.message.contains("Unschedulable")
                }
                let pod = try await namespace.child(PodView.self, of: run)
                let words = try #require(pod.status?.conditions?["PodScheduled"]?.message)
                #expect(report.message.contains(words))
                #expect(report.conditions["Scheduled"]?.reason == "Unschedulable")
            }
        }
    }
}
