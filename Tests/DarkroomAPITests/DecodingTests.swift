import DarkroomAPI
import KubeCore
import Testing

@Suite("Reading custom resources")
struct DecodingTests {
    static let scribbles = [
        #""all fine""#,
        "[]",
        #"{"phase": "Perfect"}"#,
        #"{"phase": 7}"#,
        #"{"conditions": [{"type": "Ready"}]}"#,
        #"{"startTime": "yesterday"}"#,
    ]

    @Test("An object is readable even if its status does not decode", arguments: scribbles)
    func scribbledStatus(status: String) throws {
        let run: TrainingRun = try decode(resourceJSON(spec: #"{"image": "i"}"#, status: status))
        #expect((run.status ?? TrainingRunStatus()) == TrainingRunStatus())
        #expect(run.spec.image == "i")
    }

    @Test("The readable fields of a malformed status are kept, so that a run that has ended does not run again")
    func partlyReadableStatus() throws {
        let run: TrainingRun = try decode(
            resourceJSON(
                spec: #"{"image": "i"}"#,
                status: #"{"phase": "Archived", "completionTime": "2026-01-31T12:00:00Z", "specHash": "h", "node": 7}"#
            )
        )
        let known = TrainingRunStatus(completionTime: Timestamp("2026-01-31T12:00:00Z"), specHash: "h")
        #expect(run.status == known)
        let pipeline: ImagePipelineStatus = try decode(#"{"phase": "Archived", "progress": "2/2", "steps": 4}"#)
        #expect(pipeline == ImagePipelineStatus(progress: "2/2"))
    }

    @Test("A status of every kind survives encoding and decoding")
    func statusRoundTrip() throws {
        let condition = Condition(type: "Accepted", status: .true, reason: "Valid", message: "fine")
        let written = TrainingRunStatus(
            observedGeneration: 2,
            phase: .running,
            job: ChildReference(name: "x-1", uid: "u"),
            startTime: Timestamp("2026-01-31T12:00:00Z"),
            conditions: [condition]
        )
        let read: TrainingRunStatus = try JSONValue(encoding: written).decode()
        #expect(read == written)
    }

    static let misfits: [(spec: String, problem: String)] = [
        (#"{"image": 5}"#, ".spec.image is not of type String"),
        (#"{"image": "i", "suspend": "yes"}"#, ".spec.suspend is not of type Bool"),
        (#"{"image": "i", "retry": {"limit": "2"}}"#, ".spec.retry.limit is not of type Int"),
        (#"{"image": "i", "accelerator": {}}"#, ".spec.accelerator.class is missing"),
        (
            #"{"image": "i", "hyperparameters": {"a": [1]}}"#,
            ".spec.hyperparameters.a: neither a string nor a number nor a boolean"
        ),
    ]

    @Test("A spec with a field of the wrong type is refused with the field's path and the problem", arguments: misfits)
    func strictSpec(spec: String, problem: String) {
        #expect {
            try decode(resourceJSON(spec: spec), as: TrainingRun.self)
        } throws: {
            decodingProblem($0) == problem
        }
    }

    @Test("An unknown phase of a step is refused, so that it is not mistaken for another")
    func unknownChoice() {
        #expect(throws: DecodingError.self) {
            try decode(#"{"name": "a", "phase": "Perfect"}"#, as: ImagePipelineStepStatus.self)
        }
    }
}
