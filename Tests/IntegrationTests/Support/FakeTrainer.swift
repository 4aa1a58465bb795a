import AsyncHTTPClient
import DarkroomAPI
import KubeCore
import NIOCore
import NIOHTTP1

/// A trainer that only reports. It sends a heartbeat once, and an event or the end until a server acknowledges it.
struct FakeTrainer: Sendable {
    let server: String
    let run: ObjectMeta
    let token: String

    /// Reports ten heartbeats between one checkpoint and the next, and the end after the last one.
    func train(epochs: Int, pause: Duration) async throws {
        for epoch in 1...epochs {
            for _ in 0..<10 {
                let progress = (epoch - 1) * 100 / epochs
                _ = try? await post(
                    "heartbeat",
                    ["epoch": .integer(Int64(epoch)), "progress": .integer(Int64(progress))]
                )
                try await Task.sleep(for: pause)
            }
            // Only every other checkpoint has metrics: the next one has to take them off the status.
            let metrics: JSONValue = epoch % 2 == 1 ? ["loss": 0.5] : [:]
            try await deliver(
                "event",
                [
                    "type": "checkpoint_saved", "uri": .string(checkpoint(epoch)), "epoch": .integer(Int64(epoch)),
                    "metrics": metrics,
                ]
            )
        }
        try await deliver("done", ["status": "succeeded", "final_metrics": ["epochs": .integer(Int64(epochs))]])
    }

    /// Address of the checkpoint of an epoch.
    func checkpoint(_ epoch: Int) -> String { "/workspace/checkpoints/\(epoch).pt" }

    private func deliver(_ call: String, _ body: JSONValue) async throws {
        let deadline = ContinuousClock.now + .seconds(120)
        while true {
            let status = try? await post(call, body)
            if status == 200 { return }
            guard ContinuousClock.now < deadline, status.map({ $0 >= 500 }) ?? true else {
                throw Refused(description: "\(run.name): \(call) got \(status.map(String.init) ?? "no answer")")
            }
            try await Task.sleep(for: .milliseconds(500))
        }
    }

    private func post(_ call: String, _ body: JSONValue) async throws -> UInt {
        var request = HTTPClientRequest(url: "\(server)/v1/jobs/\(run.uid)/\(call)")
        request.method = .POST
        request.headers.add(name: "Authorization", value: "Bearer \(token)")
        request.body = .bytes(ByteBuffer(bytes: try body.canonicalData()))
        return try await HTTPClient.shared.execute(request, timeout: .seconds(10)).status.code
    }

    struct Refused: Error, CustomStringConvertible { let description: String }
}
