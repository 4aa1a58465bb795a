import ClusterTestSupport
import DarkroomAPI
import DarkroomLogic
import KubeClient
import KubeCore
import Testing

extension TrainingTests {
    struct `A trainer that is told to end` {
        /// Reports 30 %, saves its work and exits with 0 when it is told to end; reports success when it has resumed.
        private static let script = """
            import json, os, signal, sys, time, urllib.request
            def tell(call, body):
                request = urllib.request.Request(
                    f"{os.environ['BACKEND_BASE_URL']}/v1/jobs/{os.environ['JOB_ID']}/{call}", json.dumps(body).encode(),
                    {"authorization": "Bearer " + os.environ["CALLBACK_TOKEN"], "content-type": "application/json"})
                for _ in range(20):
                    try: return urllib.request.urlopen(request, timeout=5)
                    except OSError as error: print(error, flush=True)
                    time.sleep(1)
            checkpoint = f"s3://checkpoints/job-{os.environ['JOB_ID']}/3.pt"
            def leave(*_):
                tell("event", {"type": "checkpoint_saved", "uri": checkpoint, "epoch": 3})
                sys.exit(0)
            signal.signal(signal.SIGTERM, leave)
            if os.environ.get("RESUME_FROM") == checkpoint:
                tell("done", {"status": "succeeded"})
                sys.exit(0)
            tell("heartbeat", {"epoch": 3, "epochs": 10, "progress": 30})
            time.sleep(600)
            """

        @Test func `by an eviction, and exits with 0, has not succeeded, and resumes without using a retry`()
            async throws
        {
            try await withNamespace { namespace in
                let spec = Workload.shell("").with([
                    "command": ["python3", "-c", .string(Self.script)], "checkpoints": ["graceSeconds": 60],
                ])
                try await namespace.create(TrainingRun.resource, "run", ["spec": spec])
                try await namespace.wait(for: TrainingRun.self, "run", "reports 30 %", within: .seconds(90)) {
                    $0.trainerStatus.progress == 30
                }
                let pod = try #require(try await namespace.list(PodView.self).first)
                try await Self.evict(pod, namespace)

                let run = try await namespace.waitForEnd(of: "run")
                let status = try #require(run.status)
                #expect(status.phase == .succeeded)
                #expect(status.attempts == 2)
                #expect(["Evicted", "Deleted"].contains(status.history.first?.reason ?? ""))
                #expect(status.history.map(\.disrupted) == [true, nil])
                #expect(status.disruption == nil)
                let events = try await Kubectl(namespace: namespace.name)(
                    "get",
                    "events",
                    "--field-selector=involvedObject.name=run,type=Warning",
                    "--output=jsonpath={.items[*].reason}"
                )
                #expect(events.contains(status.history.first?.reason ?? "no reason"), "\(events)")
            }
        }

        /// As `kubectl drain` does it, on servers before and after the API's own version became stable.
        private static func evict(_ pod: PodView, _ namespace: TestNamespace) async throws {
            let path = "\(PodView.resource.path(namespace: namespace.name))/\(pod.metadata.name)/eviction"
            func eviction(_ version: String) -> JSONValue {
                [
                    "apiVersion": .string("policy/\(version)"), "kind": "Eviction",
                    "metadata": ["name": .string(pod.metadata.name), "namespace": .string(namespace.name)],
                ]
            }
            do {
                try await namespace.client.send(.post, path, eviction("v1"))
            } catch is KubeError {
                try await namespace.client.send(.post, path, eviction("v1beta1"))
            }
        }
    }

    struct `A container that others add to the pod` {
        private static let trainer = Workload.shell("sleep 2").with([
            "timeouts": ["heartbeatSeconds": 30, "onStall": "Restart"]
        ])

        /// The Job of a run as a webhook would change it: with a container that never ends.
        private static func job(of run: TrainingRun) throws -> JSONValue {
            var run = run
            run.spec = try trainer.decode(TrainingRunSpec.self)
            let children = ChildRenderer.render(run, OperatorConfiguration()).children
            let body = try #require(children.first { $0.resource == JobView.resource }?.body)
            let (metadata, spec) = (try #require(body["metadata"]), try #require(body["spec"]))
            let template = try #require(spec["template"])
            let pod = try #require(template["spec"])
            let containers = pod["containers"]?.arrayValue ?? []
            let added = try #require(containers.first).with([
                "name": "mesh", "command": ["sh", "-c", .string(Workload.endless)],
            ])
            let changed = template.with(["spec": pod.with(["containers": .array(containers + [added])])])
            // Without the hash of the spec, which is still another one.
            return body.with([
                "metadata": metadata.with(["annotations": [:]]), "spec": spec.with(["template": changed]),
            ])
        }

        @Test func `does not keep a finished run running, nor its accelerator`() async throws {
            try await withNamespace { namespace in
                // No Job is made of this spec, so that the test can make one.
                try await namespace.create(TrainingRun.resource, "run", ["spec": ["framework": "none"]])
                let run = try await namespace.wait(for: TrainingRun.self, "run", "is not accepted") {
                    $0.status?.conditions[ConditionType.accepted]?.status == .false
                }
                try await namespace.client.create(
                    JobView.resource,
                    namespace: namespace.name,
                    try Self.job(of: run)
                )
                try await namespace.patch(
                    TrainingRun.resource,
                    "run",
                    ["spec": Self.trainer.with(["framework": nil])]
                )
                let ended = try await namespace.waitForEnd(of: "run")
                #expect(ended.status?.phase == .succeeded)
                #expect(ended.status?.history.map(\.reason) == ["Completed"])
                try await eventually(
                    "no pod is left",
                    within: .seconds(90),
                    look: { try await namespace.list(PodView.self) },
                    until: \.isEmpty
                )
                #expect(try await namespace.list(JobView.self).isEmpty)
                let kept = try await namespace.wait(for: TrainingRun.self, "run", "keeps its result")
                #expect(kept.status?.phase == .succeeded && kept.status?.attempts == 1)
            }
        }
    }
}
