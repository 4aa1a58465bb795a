import KubeCore
import Testing

@testable import FaultInjection

@Suite("Comparing runs")
struct RunTraceTests {
    @Test(
        "A mask removes the fields that differ between equal runs",
        arguments: [
            ("run-0a1b2c3d", "run-<1>"), ("run-ffffffff", "run-<2>"),
            ("ns-7/run-0a1b2c3d-x", "<namespace>/run-<1>-x"),
            ("run-deadbeef-2", "run-<1>-2"), ("run-deadbeef-2-callback", "run-<1>-2-callback"),
            ("uid 0b84c4ee-6ce6-4c0b-9f0e-0123456789ab!", "uid <uid>!"),
            ("at 2026-01-02T03:04:05Z", "at <time>Z"), ("plain", "plain"),
        ]
    )
    func mask(text: String, masked: String) {
        let generated = ["run-0a1b2c3d", "run-ffffffff", "run-0a1b2c3d", "run-deadbeef-2"]
        let mask = Mask(namespace: "ns-7", generated: generated)
        #expect(mask.text(text) == masked)
    }

    @Test("A mask keeps the rest of an object")
    func object() {
        let mask = Mask(namespace: "ns-7", generated: [])
        let object: JSONValue = [
            "metadata": ["uid": "x", "resourceVersion": "7", "generation": 2],
            "spec": ["clusterIP": "10.0.0.7", "a": [1]],
        ]
        #expect(mask(object) == ["metadata": ["generation": 2], "spec": ["clusterIP": "<given>", "a": [1]]])
    }

    @Test("A difference is named by its path")
    func difference() {
        let wanted: Snapshot = ["jobs/a": ["spec": ["n": 1]], "jobs/b": [:]]
        #expect(RunTrace.difference(wanted, from: wanted) == nil)
        let state: Snapshot = ["jobs/a": ["spec": ["n": 2]], "jobs/c": [:]]
        #expect(
            RunTrace.difference(state, from: wanted) == """
                jobs/a.spec.n is 2 instead of 1
                jobs/b does not exist
                jobs/c exists and should not
                """
        )
    }

    @Test("An additional create or delete is a difference, whatever the final state")
    func counts() {
        var trace = RunTrace()
        trace.creates = ["jobs/a": 2]
        var reference = RunTrace()
        reference.creates = ["jobs/a": 1]
        #expect(trace.countDifference(from: reference) == "jobs/a was created 2 times instead of 1")
        #expect(trace.countDifference(from: trace) == nil)
    }

    @Test("Only writes that took effect count")
    func committed() {
        func write(_ method: String, _ path: String, _ status: Int?) -> RecordedRequest {
            RecordedRequest(
                request: APIRequest(method: method, path: path, query: [], contentType: nil),
                point: nil,
                at: .now,
                digest: "",
                serverStatus: status,
                clientStatus: nil,
                name: "a"
            )
        }
        let jobs = "/apis/batch/v1/namespaces/n/jobs"
        let writes = [
            write("POST", jobs, 201), write("POST", jobs, 409), write("POST", jobs, nil),
            write("DELETE", "\(jobs)/a", 200), write("DELETE", "\(jobs)/a", 404),
        ]
        var trace = RunTrace()
        trace.count(writes.filter(\.isCommittedWrite), Mask(namespace: "n", generated: []))
        #expect(trace.creates == ["jobs/a": 1])
        #expect(trace.deletes == ["jobs/a": 1])
    }
}
