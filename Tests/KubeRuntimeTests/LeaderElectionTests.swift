import FoundationEssentials
import KubeCore
import Testing

@testable import KubeRuntime

@Suite("Leader election")
struct LeaderElectionTests {
    private let start = ContinuousClock.now
    private var election = LeaderElection(identity: "me")
    private let wait = LeaderElection.Action.read(after: .seconds(2))

    private func after(_ seconds: Double) -> ContinuousClock.Instant { start + .seconds(seconds) }

    private func lease(
        _ holder: String?,
        version: String = "1",
        duration: Int? = 15,
        renewTime: String = "2026-01-31T12:00:00.000000Z",
        transitions: Int64? = nil
    ) throws -> LeaseView {
        var spec: [String: JSONValue] = ["renewTime": .string(renewTime)]
        if let transitions { spec["leaseTransitions"] = .integer(transitions) }
        if let holder { spec["holderIdentity"] = .string(holder) }
        if let duration { spec["leaseDurationSeconds"] = .integer(Int64(duration)) }
        let json: JSONValue = [
            "metadata": ["name": "l", "resourceVersion": .string(version)], "spec": .object(spec),
        ]
        return try json.decode()
    }

    /// Takes the lease at the start.
    private mutating func lead() {
        _ = election.read(nil, now: start, random: 0)
        _ = election.held(resourceVersion: "1", sent: start, random: 0)
    }

    @Test("A lease that does not exist is created")
    mutating func create() {
        #expect(election.afterWait(now: start) == .read(after: .zero))
        #expect(election.read(nil, now: start, random: 0) == .create)
        #expect(!election.isLeading(now: start))
        #expect(election.held(resourceVersion: "1", sent: start, random: 0) == wait)
        #expect(election.isLeading(now: start))
    }

    @Test("A lease that was released, or never held, is acquired at once", arguments: ["", nil])
    mutating func takeFree(holder: String?) throws {
        let action = election.read(try lease(holder, version: "7"), now: start, random: 0)
        #expect(action == .hold(resourceVersion: "7", takesOver: true))
    }

    @Test(
        "The number of lease transitions is kept, and can always be incremented",
        arguments: [(nil, 0), (3, 3), (-1, 0), (Int64.max, Int(Int32.max) - 1)]
    )
    mutating func transitions(written: Int64?, known: Int) throws {
        _ = election.read(try lease("other", transitions: written), now: start, random: 0)
        #expect(election.transitions == known)
    }

    @Test("A lease without a spec can be acquired")
    mutating func withoutSpec() throws {
        let json: JSONValue = ["metadata": ["name": "l", "resourceVersion": "7"]]
        let action = election.read(try json.decode(), now: start, random: 0)
        #expect(action == .hold(resourceVersion: "7", takesOver: true))
    }

    @Test(
        "A holder that renews its lease keeps it, whatever its clock says",
        arguments: ["1970-01-01T00:00:00.000000Z", "2026-01-31T12:00:00.000000Z", "2999-01-01T00:00:00.000000Z"]
    )
    mutating func liveHolder(renewTime: String) throws {
        for second in 0..<60 {
            let lease = try lease("other", version: "\(second / 5)", renewTime: renewTime)
            #expect(election.read(lease, now: after(Double(second)), random: 0) == wait)
        }
    }

    @Test(
        "A holder that does not renew is replaced once its lease duration is over by the local clock",
        arguments: [(15, 15), (30, 30), (nil, 15), (0, 1), (-5, 1), (Int.max, 3600)]
    )
    mutating func takeOver(promised: Int?, seconds: Int) throws {
        let lease = try lease("other", version: "7", duration: promised, renewTime: "1970-01-01T00:00:00.000000Z")
        #expect(election.read(lease, now: start, random: 0) == wait)
        #expect(election.read(lease, now: after(Double(seconds) - 0.1), random: 0) == wait)
        let action = election.read(lease, now: after(Double(seconds)), random: 0)
        #expect(action == .hold(resourceVersion: "7", takesOver: true))
    }

    @Test("Every change to the lease restarts the observation period")
    mutating func observationRestarts() throws {
        _ = election.read(try lease("other", version: "7"), now: start, random: 0)
        #expect(election.read(try lease("other", version: "8"), now: after(14), random: 0) == wait)
        #expect(election.read(try lease("other", version: "8"), now: after(28), random: 0) == wait)
        let action = election.read(try lease("other", version: "8"), now: after(29), random: 0)
        #expect(action == .hold(resourceVersion: "8", takesOver: true))
    }

    @Test("The leader renews the lease it knows, without reading it first")
    mutating func renew() {
        lead()
        #expect(election.afterWait(now: after(2)) == .hold(resourceVersion: "1", takesOver: false))
        _ = election.held(resourceVersion: "2", sent: after(2), random: 0)
        #expect(election.afterWait(now: after(4)) == .hold(resourceVersion: "2", takesOver: false))
        #expect(election.isLeading(now: after(11.9)))
        #expect(!election.isLeading(now: after(12)))
    }

    @Test("A renewal counts from the time at which it was sent, not from its answer")
    mutating func countsFromSending() {
        _ = election.held(resourceVersion: "1", sent: start, random: 0)
        #expect(!election.isLeading(now: after(10)))
    }

    @Test("A leader that cannot renew keeps trying, and steps down at the deadline")
    mutating func deadline() {
        lead()
        #expect(election.failed(now: after(4), random: 0) == wait)
        #expect(election.afterWait(now: after(6)) == .hold(resourceVersion: "1", takesOver: false))
        #expect(election.failed(now: after(9), random: 0) == .read(after: .seconds(1)))
        #expect(election.afterWait(now: after(10)) == .stepDown)
        #expect(election.failed(now: after(10), random: 0) == .stepDown)
    }

    @Test("A replica that does not lead keeps trying for ever")
    mutating func followerFails() {
        #expect(election.failed(now: start, random: 0) == wait)
        #expect(election.failed(now: after(1000), random: 0) == wait)
        #expect(election.afterWait(now: after(1000)) == .read(after: .zero))
    }

    @Test("No request takes longer than the deadline allows")
    mutating func requestTimeout() {
        #expect(election.requestTimeout(now: start) == .seconds(5))
        lead()
        #expect(election.requestTimeout(now: after(2)) == .seconds(5))
        #expect(election.requestTimeout(now: after(8)) == .seconds(2))
        #expect(election.requestTimeout(now: after(99)) == .zero)
    }

    @Test("A leader recognises its own renewal after the reply was lost, and continues to lead")
    mutating func lostReply() throws {
        lead()
        // Version 2 was written and its reply lost, so the renewal at version 1 is refused.
        #expect(election.failed(now: after(3), random: 0) == wait)
        #expect(election.writeRejected(now: after(5), random: 0) == wait)
        #expect(election.afterWait(now: after(7)) == .read(after: .zero))
        let action = election.read(try lease("me", version: "2"), now: after(7), random: 0)
        #expect(action == .hold(resourceVersion: "2", takesOver: false))
        _ = election.held(resourceVersion: "3", sent: after(7), random: 0)
        #expect(election.isLeading(now: after(16)))
    }

    @Test("A replica recognises its own take-over after the reply was lost")
    mutating func lostTakeOver() throws {
        #expect(election.writeRejected(now: start, random: 0) == wait)
        let action = election.read(try lease("me", version: "2"), now: after(2), random: 0)
        #expect(action == .hold(resourceVersion: "2", takesOver: false))
    }

    @Test("A leader whose writes are all rejected pauses between attempts, and gives up at the deadline")
    mutating func refusedForEver() throws {
        lead()
        var now = start
        var actions: [LeaderElection.Action] = []
        for _ in 0..<4 {
            now += .seconds(2)
            actions.append(election.writeRejected(now: now, random: 0))
            _ = election.read(try lease("me", version: "9"), now: now, random: 0)
        }
        #expect(actions == [wait, wait, wait, wait])
        #expect(election.writeRejected(now: after(10), random: 0) == .stepDown)
    }

    @Test("A leader that finds another holder steps down at once, even before its deadline")
    mutating func replaced() throws {
        lead()
        #expect(election.read(try lease("other", version: "5"), now: after(3), random: 0) == .stepDown)
        #expect(!election.isLeading(now: after(3)))
    }

    @Test("A leader whose lease was deleted recreates it")
    mutating func deleted() {
        lead()
        #expect(election.read(nil, now: after(3), random: 0) == .create)
    }

    @Test("After the lease was deleted, other replicas wait for its duration so that the leader can recreate it")
    mutating func deletedUnderAnother() throws {
        _ = election.read(try lease("other", version: "5"), now: start, random: 0)
        #expect(election.read(nil, now: after(14), random: 0) == .read(after: .seconds(2)))
        #expect(election.read(nil, now: after(15), random: 0) == .create)
    }

    @Test("A replica that has resigned does not lead")
    mutating func resign() {
        lead()
        election.resign()
        #expect(!election.isLeading(now: start))
    }

    @Test("Replicas that start together do not stay in step")
    mutating func spread() {
        #expect(election.failed(now: start, random: 1) == .read(after: .milliseconds(2400)))
    }
}
