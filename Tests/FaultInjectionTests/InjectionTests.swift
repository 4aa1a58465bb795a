import KubeCore
import Testing

@testable import FaultInjection

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("An injection")
struct InjectionTests {
    static let kinds: [InjectionPoint.Kind] = [
        .write(.create), .write(.apply), .write(.delete), .list, .continuation, .watch, .event,
    ]

    static let possibleFaults: [(InjectionPoint.Kind, Set<Fault.Name>)] = [
        (.write(.create), [.killAfterCommit, .dropReply, .neverSend, .status, .restartStale, .slow]),
        (.list, [.dropReply, .neverSend, .status, .slow]),
        (.continuation, [.dropReply, .neverSend, .status, .expireContinuation, .slow]),
        (.watch, [.neverSend, .status, .slow]),
        (.event, [.expireWatch, .hideEvents, .silence, .truncateEvent, .mutateEvent, .slow]),
    ]

    @Test("Says which faults a point can have", arguments: possibleFaults)
    func possible(kind: InjectionPoint.Kind, faults: Set<Fault.Name>) {
        #expect(Set(kind.possibleFaults) == faults)
    }

    @Test("Every possible fault changes what happens at its point", arguments: kinds)
    func everyPossibleFaultStrikes(kind: InjectionPoint.Kind) throws {
        for name in kind.possibleFaults {
            let point = InjectionPoint(kind, "jobs", 1)
            var script = FaultScript(try Injection(name.example, at: point))
            if kind == .event {
                #expect(script.event("jobs").action != .pass, "\(name)")
            } else {
                #expect(script.request(try request(kind)).action != .forward, "\(name)")
            }
            #expect(script.hasFired, "\(name)")
        }
    }

    @Test("Every other fault is refused at its point", arguments: kinds)
    func everyOtherFaultIsRefused(kind: InjectionPoint.Kind) {
        for name in Fault.Name.allCases where !kind.possibleFaults.contains(name) {
            #expect(throws: ImpossibleInjection.self, "\(name)") {
                try Injection(name.example, at: InjectionPoint(kind, "jobs", 1))
            }
        }
    }

    @Test(
        "A fault that would never happen is refused",
        arguments: [
            (Fault.status(code: 500, reason: "x", times: 0), InjectionPoint(.list, "jobs", 1)),
            (.hideEvents(count: 0), InjectionPoint(.event, "jobs", 1)),
            (.dropReply, InjectionPoint(.write(.create), "jobs", 0)),
        ]
    )
    func never(fault: Fault, point: InjectionPoint) {
        #expect(throws: ImpossibleInjection.self) { try Injection(fault, at: point) }
    }

    /// A request that matches a point of this kind.
    private func request(_ kind: InjectionPoint.Kind) throws -> APIRequest {
        let path = "/apis/batch/v1/namespaces/n/jobs"
        let (method, query, contentType): (String, [(name: String, value: String)], String?) =
            switch kind {
            case .write(.create): ("POST", [], nil)
            case .write(.apply): ("PATCH", [], "application/apply-patch+yaml")
            case .write(.delete): ("DELETE", [], nil)
            case .list: ("GET", [], nil)
            case .continuation: ("GET", [("continue", "token")], nil)
            case .watch: ("GET", [("watch", "true")], nil)
            default: throw Unexpected()
            }
        return APIRequest(method: method, path: path, query: query, contentType: contentType)
    }

    private struct Unexpected: Error {}
}

@Suite("A plan file")
struct FaultPlanTests {
    private func read(_ text: String) throws -> FaultPlan {
        try JSONDecoder().decode(FaultPlan.self, from: Data(text.utf8))
    }

    @Test(
        "Is read as it was written",
        arguments: [
            .injection(
                try Injection(
                    .status(code: 409, reason: "Conflict", times: 5),
                    at: InjectionPoint(.write(.delete), "jobs", 1)
                )
            ),
            .experiment("killed"),
        ] as [FaultPlan.Action]
    )
    func roundTrip(action: FaultPlan.Action) throws {
        let plan = FaultPlan(scenario: "R7", workload: "trainingrun-update", action)
        #expect(try JSONDecoder().decode(FaultPlan.self, from: JSONEncoder().encode(plan)) == plan)
    }

    @Test("Is refused with the plan, the point and the possible faults when the point cannot have the fault")
    func impossible() {
        let error = #expect(throws: InvalidFaultPlan.self) {
            try read(
                """
                {"scenario": "R5", "workload": "trainingrun-ready", "fault": {"hideEvents": {"count": 1}},
                 "point": {"kind": "watch", "target": "jobs", "number": 2}}
                """
            )
        }
        #expect(
            error?.description == "R5 trainingrun-ready: hideEvents is not possible at watch jobs 2: "
                + "possible faults are neverSend, status, slow"
        )
    }

    @Test("Is refused with the list of faults when it names an unknown one")
    func unknown() {
        let error = #expect(throws: InvalidFaultPlan.self) {
            try read(
                """
                {"scenario": "R5", "workload": "w", "fault": {"explode": {}},
                 "point": {"kind": "watch", "target": "jobs", "number": 2}}
                """
            )
        }
        #expect(error?.description.hasPrefix("R5 w: unknown fault explode; known faults are killAfterCommit, ") == true)
    }

    @Test(
        "Is refused unless it is either a fault at a point or an experiment",
        arguments: [
            #"{"scenario": "R1", "workload": "w"}"#,
            #"{"scenario": "R1", "workload": "w", "fault": {"dropReply": {}}}"#,
            #"{"scenario": "R1", "workload": "w", "experiment": "killed", "fault": {"dropReply": {}}}"#,
        ]
    )
    func incomplete(text: String) {
        #expect(throws: InvalidFaultPlan.self) { try read(text) }
    }
}
