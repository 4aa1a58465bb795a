import DarkroomAPI
import DarkroomLogic
import KubeCore
import Testing

@Suite("The reports of a TrainingRun's trainer")
struct TrainingReportsTests {
    @Test(
        "count until shortly after the run's end is on record",
        arguments: [(nil, 1_000_000, true), (0, 0, true), (0, 119, true), (0, 120, false), (0, 1_000_000, false)]
            as [(Int?, Int, Bool)]
    )
    func window(end: Int?, now: Int, isOpen: Bool) {
        var run = TrainingRun.sample()
        run.status = TrainingRunStatus(completionTime: end.map { Timestamp.noon.adding(seconds: $0) })
        #expect(run.acceptsReports(now: .noon.adding(seconds: now)) == isOpen)
    }

    private static let store = TrainingStorage(type: .minio, endpoint: "http://minio:9000")
    private static let job = "s3://checkpoints/job-0a1b2c3d-0000-4000-8000-00000000000f"

    @Test(
        "may name checkpoints below the run's own location",
        arguments: [
            (store, nil, job + "/best.pt", true), (store, nil, job, true),
            (store, nil, job + "-of-another/a.pt", false),
            (store, nil, "s3://checkpoints/job-2/best.pt", false), (store, nil, "https://example/best.pt", false),
            (store, nil, job + "/../job-2/best.pt", false), (store, nil, job + "/%2E%2e/job-2/best.pt", false),
            (store, nil, job + "/a/./b.pt", false), (store, nil, job + "/a..b/100%.pt", true),
            (store, nil, job + "/..\\job-2/best.pt", false), (store, nil, "/workspace/checkpoints/best.pt", true),
            (nil, nil, "/workspace/checkpoints/best.pt", true), (nil, nil, "file:///workspace/checkpoints/a", true),
            (nil, nil, "/workspace/checkpoints2/best.pt", false), (nil, nil, "best.pt", false), (nil, nil, "", false),
            (nil, nil, "/etc/passwd", false), (nil, nil, "file://host/workspace/checkpoints/a", false),
            (nil, "s3://mine/x", "s3://mine/x/a.pt", true), (nil, "s3://mine/x/", "s3://mine/x/a.pt", true),
            (nil, "s3://mine/x", "s3://mine/xy/a.pt", false), (store, "s3://mine/x", job + "/a.pt", false),
            (nil, "s3://mine", "s3://mine@evil/a.pt", false),
        ] as [(TrainingStorage?, String?, String, Bool)]
    )
    func checkpoints(storage: TrainingStorage?, uri: String?, reported: String, counts: Bool) {
        let run = TrainingRun.sample {
            $0.storage = storage
            $0.checkpoints.uri = uri
        }
        #expect(CheckpointLocations(of: run).contains(reported) == counts)
    }

    @Test("may name checkpoints at the run's place in the trainers' contract, also without a storage in the spec")
    func conventional() {
        let run = TrainingRun.sample { $0.storage = nil }
        let locations = CheckpointLocations(of: run)
        #expect(locations.contains("s3://checkpoints/job-\(run.metadata.uid)/best.pt"))
        #expect(!locations.contains("s3://checkpoints/job-\(run.metadata.uid)0/best.pt"))
    }

    @Test(
        "may name checkpoints where the spec allows more",
        arguments: [
            ("https://models.example/a/best.pt", true), ("s3://shared/x.pt", true), ("s3://other/x.pt", false),
            ("https://models.example.evil/a/best.pt", false), ("https://models.example/b/best.pt", false),
        ]
    )
    func allowed(reported: String, counts: Bool) {
        let run = TrainingRun.sample {
            $0.checkpoints.allowedPrefixes = ["https://models.example/a", "s3://shared/"]
        }
        #expect(CheckpointLocations(of: run).contains(reported) == counts)
    }
}
