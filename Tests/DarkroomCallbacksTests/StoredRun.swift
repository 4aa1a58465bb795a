import DarkroomAPI
import FoundationEssentials
import KubeClient
import KubeCore
import KubeTestSupport
import Synchronization

@testable import DarkroomCallbacks

/// An API server that holds one run: it refuses a write that is based on an older version, and one with a
/// metric that is called bad.
final class StoredRun: Transport {
    struct State {
        var run = CallbackRoutesTests.stored
        var version = 7
        var reads = 0
        var writes = 0
        var conflicts = 0
    }

    private let state = Mutex(State())

    /// What it holds, and how often it was asked.
    var now: State { state.withLock { $0 } }

    /// The trainer's part of the status.
    var trainerStatus: TrainerStatus {
        get throws { try now.run.decode(TrainingRun.self).trainerStatus }
    }

    func send(_ request: TransportRequest) async throws -> TransportResponse {
        // Long enough for others to come in between.
        try await Task.sleep(for: .milliseconds(2))
        let answer = try state.withLock { state in
            request.method == .get ? state.read() : try state.apply(request.body ?? Data())
        }
        let bytes = [UInt8](try answer.body.canonicalData())
        let body = AsyncThrowingStream<[UInt8], any Error> { continuation in
            continuation.yield(bytes)
            continuation.finish()
        }
        return TransportResponse(status: answer.status, body: body)
    }
}

extension StoredRun.State {
    typealias Answer = (status: Int, body: JSONValue)

    mutating func read() -> Answer {
        reads += 1
        return (200, run)
    }

    mutating func apply(_ body: Data) throws -> Answer {
        let apply = try JSONDecoder().decode(JSONValue.self, from: body)
        guard apply["metadata"]?["resourceVersion"] == .string("\(version)") else {
            conflicts += 1
            return (409, KubeJSON.status(409, "Conflict"))
        }
        if apply["status"]?["metrics"]?["bad"] != nil {
            let cause: JSONValue = ["field": "status.metrics.bad"]
            return (422, ["kind": "Status", "code": 422, "reason": "Invalid", "details": ["causes": [cause]]])
        }
        writes += 1
        version += 1
        let others = (run["status"]?.objectValue ?? [:]).filter { !TrainerStatus.memberNames.contains($0.key) }
        var metadata = run["metadata"]?.objectValue ?? [:]
        metadata["resourceVersion"] = .string("\(version)")
        run = [
            "metadata": .object(metadata), "spec": run["spec"] ?? [:],
            "status": .object(others.merging(apply["status"]?.objectValue ?? [:]) { _, new in new }),
        ]
        return (200, run)
    }
}
