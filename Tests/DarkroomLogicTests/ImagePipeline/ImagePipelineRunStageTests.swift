import DarkroomAPI
import KubeCore
import Testing

@testable import DarkroomLogic

@Suite("A run of an ImagePipeline with a Workflow")
struct ImagePipelineRunStageTests {
    struct Example: Sendable {
        var phase: String? = "Running"
        var status: JSONValue = [:]
        var spec: JSONValue = [:]
    }

    /// The stage of the run, with the status that it leads to.
    static func look(
        _ example: Example,
        record: ImagePipelineRunSummary? = nil
    ) throws -> (stage: ImagePipelineRunStage?, status: ImagePipelineStatus) {
        var scene = ImagePipelineScene()
        scene.pipeline.status = ImagePipelineStatus(recentRuns: record.map { [$0] } ?? [])
        try scene.add(phase: example.phase, status: example.status, spec: example.spec)
        return (scene.runStage, scene.plan.status)
    }

    static func node(_ step: String, _ phase: String, _ message: String? = nil) -> JSONValue {
        ImagePipelineScene.node(ImagePipelineScene().requested, step, phase, message)
    }

    @Test("waits for Argo until its workflow controller sets a phase", arguments: [nil, ""])
    func awaitingArgo(phase: String?) throws {
        let (stage, status) = try Self.look(Example(phase: phase))
        #expect(stage == .awaitingArgo)
        #expect(status.phase == .pending)
        #expect(status.message == "Waiting for the Argo workflow controller to pick up the Workflow")
    }

    @Test("waits for its first step until one has started, and says what prevents that")
    func awaitingFirstStep() throws {
        let (stage, status) = try Self.look(Example())
        #expect(stage == .awaitingFirstStep(trouble: nil))
        #expect(status.phase == .pending)
        #expect(status.message == "No step has started yet")
        let (troubled, words) = try Self.look(Example(status: Self.node("resize", "Pending", "no room")))
        #expect(troubled == .awaitingFirstStep(trouble: "step resize: no room"))
        #expect(words.phase == .pending)
        #expect(words.message == "step resize: no room")
    }

    @Test("is running once a step has started, and names the first step with a problem")
    func running() throws {
        let (stage, status) = try Self.look(Example(status: Self.node("resize", "Running")))
        #expect(stage == .running(trouble: nil))
        #expect(status.phase == .running)
        #expect(status.message == nil)
        #expect(status.conditions[ConditionType.running]?.status == .true)
        #expect(status.conditions[ConditionType.succeeded]?.status == .unknown)
        let (troubled, _) = try Self.look(Example(status: Self.node("embed", "Failed", "exit code 2")))
        #expect(troubled == .running(trouble: "step embed: exit code 2"))
    }

    @Test("is running with unknown steps while Argo stores the status of its steps elsewhere")
    func runningUnreadably() throws {
        let (stage, status) = try Self.look(Example(status: ["compressedNodes": "H4sIA", "progress": "3/9"]))
        #expect(stage == .runningUnreadably)
        #expect(status.phase == .running)
        #expect(status.progress == "3/9")
    }

    @Test("is suspended while its Workflow is suspended")
    func suspended() throws {
        let (stage, status) = try Self.look(Example(spec: ["suspend": true]))
        #expect(stage == .suspended)
        #expect(status.phase == .suspended)
        #expect(status.conditions[ConditionType.succeeded]?.status == .unknown)
    }

    @Test("is stopping from the request to end early until its end, even if it is suspended", arguments: [nil, true])
    func stopping(suspend: Bool?) throws {
        let spec: JSONValue = ["shutdown": "Terminate", "suspend": suspend.map(JSONValue.bool) ?? nil]
        let (stage, status) = try Self.look(Example(spec: spec))
        #expect(stage == .stopping)
        #expect(status.phase == .running)
        #expect(status.conditions[ConditionType.running]?.reason == "Stopping")
    }

    @Test("is past its deadline until Argo ends it, even if it is suspended", arguments: [nil, true])
    func pastDeadline(suspend: Bool?) throws {
        let spec: JSONValue = ["activeDeadlineSeconds": 60, "suspend": suspend.map(JSONValue.bool) ?? nil]
        func example(_ start: Double) -> Example {
            Example(status: ["startedAt": Timestamp.noon.adding(start).json], spec: spec)
        }
        let (stage, status) = try Self.look(example(-60))
        #expect(stage == .pastDeadline)
        #expect(status.phase == .running)
        #expect(status.conditions[ConditionType.running]?.reason == "DeadlineExceeded")
        let (before, _) = try Self.look(example(-59))
        #expect(before == (suspend == true ? .suspended : .awaitingFirstStep(trouble: nil)))
    }

    struct Ending: Sendable {
        let phase: String
        var spec: JSONValue = [:]
        var status: JSONValue = [:]
        let end: ImagePipelinePhase
        let message: String?
        let succeeded: Condition.Status
    }

    @Test(
        "has ended when Argo says so, with the first failed step as the explanation",
        arguments: [
            Ending(
                phase: "Succeeded",
                status: ["message": "fine"],
                end: .succeeded,
                message: nil,
                succeeded: .true
            ),
            Ending(
                phase: "Failed",
                status: node("resize", "Failed", "boom"),
                end: .failed,
                message: "step resize: boom",
                succeeded: .false
            ),
            Ending(
                phase: "Failed",
                status: node("resize", "Failed", "boom").merged(with: node("embed", "Error")),
                end: .failed,
                message: "step resize: boom (1 more step failed)",
                succeeded: .false
            ),
            Ending(
                phase: "Failed",
                status: node("embed", "Failed"),
                end: .failed,
                message: "step embed failed",
                succeeded: .false
            ),
            Ending(
                phase: "Error",
                status: ["message": "invalid spec"],
                end: .failed,
                message: "invalid spec",
                succeeded: .false
            ),
            Ending(
                phase: "Failed",
                spec: ["shutdown": "Terminate"],
                end: .stopped,
                message: "The run ended early",
                succeeded: .false
            ),
        ]
    )
    func ended(ending: Ending) throws {
        let (stage, status) = try Self.look(
            Example(phase: ending.phase, status: ending.status, spec: ending.spec)
        )
        #expect(stage == .ended(ending.end, message: ending.message))
        #expect(status.phase == ending.end)
        #expect(status.message == ending.message)
        #expect(status.recentRuns.map(\.message) == [ending.message])
        #expect(status.run?.completionTime == .noon)
        #expect(status.conditions[ConditionType.succeeded]?.status == ending.succeeded)
    }

    @Test("keeps the recorded explanation, because the pods that it came from may be gone")
    func recordedExplanation() throws {
        let record = ImagePipelineRunSummary(name: ImagePipelineScene().requested, phase: .failed, message: "OOMKilled")
        let (stage, status) = try Self.look(
            Example(phase: "Failed", status: Self.node("resize", "Failed", "exit code 137")),
            record: record
        )
        #expect(stage == .ended(.failed, message: "OOMKilled"))
        #expect(status.message == "OOMKilled")
        #expect(status.recentRuns.map(\.message) == ["OOMKilled"])
    }

    @Test("explains its present end and not an earlier one, from which `argo retry` has continued it")
    func earlierEnd() throws {
        let record = ImagePipelineRunSummary(
            name: ImagePipelineScene().requested,
            phase: .failed,
            message: "OOMKilled",
            completionTime: .noon
        )
        let example = Example(
            phase: "Failed",
            status: Self.node("resize", "Failed", "exit code 2").merged(
                with: ["finishedAt": Timestamp.noon.adding(60).json]
            )
        )
        let (stage, status) = try Self.look(example, record: record)
        #expect(stage == .ended(.failed, message: "step resize: exit code 2"))
        #expect(status.recentRuns.map(\.message) == ["step resize: exit code 2"])
        #expect(status.recentRuns.map(\.completionTime) == [Timestamp.noon.adding(60)])
    }
}
