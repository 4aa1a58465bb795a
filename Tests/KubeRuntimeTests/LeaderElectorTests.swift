import FoundationEssentials
import KubeClient
import KubeCore
import KubeTestSupport
import Logging
import ServiceLifecycle
import Testing

@testable import KubeRuntime

@Suite("Leader elector", .timeLimit(.minutes(5)))
struct LeaderElectorTests {
    private let transport = ScriptedTransport()

    private func elector(_ timing: LeaderElection.Timing = .once) -> LeaderElector {
        LeaderElector(
            client: KubeClient(transport: transport, fieldManager: "tester"),
            lease: .named("l"),
            identity: "me",
            timing: timing,
            logger: .silent
        )
    }

    /// The requests, in short.
    private var asked: [String] { transport.requests.map { $0.method.rawValue } }

    private func body(_ index: Int) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: try #require(transport.requests[index].body))
    }

    @Test("A lease that does not exist is created, held, and released at the end")
    func createsAndReleases() async throws {
        let elector = elector()
        transport.add(.refusal(404, "NotFound"), .json(KubeJSON.lease("me", version: "1"), status: 201))
        try await running(elector) { group in
            try await elector.waitUntilLeading()
            #expect(elector.isLeading)
            let released = Reply.json(KubeJSON.lease("", version: "2"))
            #expect(await group.shutdown(transport, lease: KubeJSON.lease("me", version: "1"), then: released))
        }
        #expect(!elector.isLeading)
        #expect(asked == ["GET", "POST", "GET", "PATCH"])
        let created = try body(1)
        #expect(created["metadata"]?["name"] == "l")
        #expect(created["spec"]?["holderIdentity"] == "me")
        #expect(created["spec"]?["leaseDurationSeconds"] == 15)
        #expect(created["spec"]?["renewTime"]?.stringValue?.count == "2026-01-31T12:00:00.000000Z".count)
        let released = try body(3)
        #expect(released["metadata"]?["resourceVersion"] == "1")
        #expect(released["spec"]?["holderIdentity"] == "")
    }

    @Test("A leader whose lease a user deletes recreates it")
    func deleted() async throws {
        let elector = elector(.hasty)
        transport.add(
            .refusal(404, "NotFound"),
            .json(KubeJSON.lease("me", version: "1"), status: 201),
            .refusal(404, "NotFound"),
            .refusal(404, "NotFound"),
            .json(KubeJSON.lease("me", version: "5"), status: 201)
        )
        try await running(elector) { _ in
            #expect(await eventually { asked.count >= 5 })
            #expect(elector.isLeading)
        }
        #expect(asked.prefix(5) == ["GET", "POST", "PATCH", "GET", "POST"])
    }

    @Test("Taking over and renewing write only to the version that was observed")
    func boundToVersions() async throws {
        let elector = elector(.hasty)
        transport.add(
            .json(KubeJSON.lease("", version: "7", transitions: 4)),
            .json(KubeJSON.lease("me", version: "8")),
            .json(KubeJSON.lease("me", version: "9"))
        )
        try await running(elector) { group in
            try await elector.waitUntilLeading()
            #expect(await eventually { transport.requests.count == 4 })
            #expect(await group.shutdown(transport, lease: KubeJSON.lease("other", version: "10")))
        }
        #expect(asked.prefix(4) == ["GET", "PATCH", "PATCH", "PATCH"])
        let versions = try (1...3).map { try body($0)["metadata"]?["resourceVersion"] }
        #expect(versions == ["7", "8", "9"])
        #expect(try body(1)["spec"]?["acquireTime"] != nil)
        #expect(try body(1)["spec"]?["leaseTransitions"] == 5)
        #expect(try body(2)["spec"]?["acquireTime"] == nil)
        #expect(try body(2)["spec"]?["leaseTransitions"] == nil)
    }

    @Test("A lease that another replica holds is not changed, not even at the end")
    func leavesOthersAlone() async throws {
        transport.add(.json(KubeJSON.lease("other", version: "1")))
        try await running(elector()) { group in
            #expect(await eventually { transport.requests.count == 1 })
            #expect(await group.shutdown(transport, lease: KubeJSON.lease("other", version: "1")))
        }
        #expect(asked == ["GET", "GET"])
    }

    @Test("A lease that was acquired by a write whose reply was lost is released too")
    func releasesAfterLostReply() async throws {
        transport.add(.json(KubeJSON.lease("", version: "1")))
        try await running(elector()) { group in
            #expect(await eventually { asked == ["GET", "PATCH"] })
            let released = Reply.json(KubeJSON.lease("", version: "3"))
            #expect(await group.shutdown(transport, lease: KubeJSON.lease("me", version: "2"), then: released))
        }
        #expect(asked == ["GET", "PATCH", "GET", "PATCH"])
    }

    @Test("A leader steps down at the deadline when the server does not answer")
    func silentServer() async throws {
        let elector = elector(
            .init(leaseDuration: .seconds(1), renewDeadline: .milliseconds(300), retryPeriod: .milliseconds(1))
        )
        transport.add(.refusal(404, "NotFound"), .json(KubeJSON.lease("me", version: "1"), status: 201))
        await #expect(throws: LeadershipLost.self) { try await elector.run() }
        #expect(!elector.isLeading)
    }

    @Test("A leader whose lease another replica has taken ends")
    func replaced() async throws {
        let elector = elector(.hasty)
        transport.add(
            .refusal(404, "NotFound"),
            .json(KubeJSON.lease("me", version: "1"), status: 201),
            .refusal(409, "Conflict"),
            .json(KubeJSON.lease("other", version: "5"))
        )
        await #expect(throws: LeadershipLost.self) { try await elector.run() }
        #expect(asked == ["GET", "POST", "PATCH", "GET"])
    }
}
