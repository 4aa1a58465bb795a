import Testing

@testable import FaultInjection

@Suite("A planned fault")
struct FaultScriptTests {
    private static let point = InjectionPoint(.write(.create), "jobs", 2)

    private static func request(
        _ method: String,
        _ path: String,
        apply: Bool = false,
        watch: Bool = false
    ) -> APIRequest {
        APIRequest(
            method: method,
            path: path,
            query: watch ? [("watch", "true")] : [],
            contentType: apply ? "application/apply-patch+yaml" : "application/json"
        )
    }

    private static let create = request("POST", "/apis/batch/v1/namespaces/n/jobs")
    private static let report = request("PATCH", "/apis/batch/v1/namespaces/n/jobs/j/status", apply: true)
    private static let watch = request("GET", "/apis/batch/v1/namespaces/n/jobs", watch: true)

    @Test(
        "Happens at its point and nowhere else, once",
        arguments: [
            (Fault.dropReply, FaultScript.RequestAction.forwardThenDrop), (.neverSend, .reset),
            (.killAfterCommit, .forwardThenKill), (.slow(milliseconds: 5), .delay(milliseconds: 5)),
        ]
    )
    func once(fault: Fault, action: FaultScript.RequestAction) throws {
        var script = FaultScript(try Injection(fault, at: Self.point))
        let actions = [Self.create, Self.report, Self.create, Self.create].map { script.request($0).action }
        #expect(actions == [.forward, .forward, action, .forward])
    }

    @Test("Counts each verb and resource separately")
    func points() {
        var script = FaultScript(nil)
        let points = [Self.create, Self.report, Self.create].map { script.request($0).point?.description }
        #expect(points == ["create jobs 1", "apply jobs/status 1", "create jobs 2"])
    }

    @Test("Refuses as many requests as planned, or all requests until it is released")
    func refusals() throws {
        let refusal = FaultScript.RequestAction.reject(code: 409, reason: "Conflict", retryAfter: nil)
        var twice = FaultScript(try Injection(.status(code: 409, reason: "Conflict", times: 2), at: Self.point))
        #expect(
            (0..<4).map { _ in twice.request(Self.create).action } == [.forward, refusal, refusal, .forward]
        )
        var forever = FaultScript(
            try Injection(.status(code: 409, reason: "Conflict", times: nil), at: Self.point)
        )
        #expect(
            (0..<4).map { _ in forever.request(Self.create).action } == [.forward, refusal, refusal, refusal]
        )
        forever.release()
        #expect(forever.request(Self.create).action == .forward)
    }

    @Test("Ends a watch after its event, and refuses the next watch if 410 is planned as a status")
    func expiry() throws {
        var script = FaultScript(try Injection(.expireWatch(.http), at: InjectionPoint(.event, "jobs", 2)))
        #expect((0..<2).map { _ in script.event("jobs").action } == [.pass, .passThenEnd])
        #expect(script.request(Self.watch).action == .reject(code: 410, reason: "Expired", retryAfter: nil))
        #expect(script.request(Self.watch).action == .forward)
    }

    @Test("Hides as many events of its resource as planned, and lets the watch expire with the last one")
    func hiding() throws {
        var script = FaultScript(try Injection(.hideEvents(count: 2), at: InjectionPoint(.event, "jobs", 1)))
        #expect(script.event("pods").action == .pass)
        #expect((0..<3).map { _ in script.event("jobs").action } == [.hide, .hideAndExpire, .pass])
    }
}
