import ClusterTestSupport
import FaultInjection
import KubeClient
import KubeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Two replicas, one of them the leader, and faults of the leader (scenario R11).
struct LeaderElectionExperiment: Sendable {
    enum Case: String, CaseIterable, Sendable {
        case killed, stopped, partitioned, terminated
        /// The follower's clock is five minutes ahead or behind.
        case followerAhead, followerBehind
    }

    /// Lease duration, two retries with jitter, and some margin.
    private static let takeover: Duration = .seconds(22)
    private static let handover: Duration = .seconds(3)
    private static let renewDeadline: Duration = .seconds(10)

    let environment: RunEnvironment
    let namespace: String

    func run(_ experiment: Case) async throws {
        let plane = try await ControlPlane(environment, namespace: namespace)
        let first = try await Replica(environment, namespace: namespace, "a")
        do {
            try await environment.settle(within: .seconds(20)) { first.lastRenewal == nil ? "no replica leads" : nil }
            var hooks = FaultProxy.Hooks()
            switch experiment {
            case .followerAhead: hooks.shift = Self.shift(by: 300)
            case .followerBehind: hooks.shift = Self.shift(by: -300)
            default: break
            }
            let second = try await Replica(environment, namespace: namespace, "b", hooks: hooks)
            do {
                try await run(experiment, plane, first, second)
            } catch {
                await second.end()
                throw error
            }
            await second.end()
        } catch {
            await first.end()
            throw error
        }
        await first.end()
    }

    private func run(_ experiment: Case, _ plane: ControlPlane, _ first: Replica, _ second: Replica) async throws {
        try await reportOn("before", plane)
        try await environment.settle(within: .seconds(10)) {
            second.proxy.log.requests.contains { $0.request.isElection }
                ? nil : "the second replica does not take part in the election"
        }
        let told = ContinuousClock.now
        switch experiment {
        case .killed: await first.process.kill()
        case .stopped: first.process.signal(SIGSTOP)
        case .partitioned: first.proxy.partition(true)
        case .terminated: await first.process.end(by: SIGTERM)
        case .followerAhead, .followerBehind:
            try await Task.sleep(for: .seconds(20))
            guard second.lastRenewal == nil else {
                throw Failure("a follower with another clock took the lease")
            }
            await first.process.kill()
        }
        try await environment.settle(within: Self.takeover) {
            second.lastRenewal == nil ? "the second replica has not taken over" : nil
        }
        let handover = Self.handover * environment.slowness
        if experiment == .terminated, let taken = second.firstRenewal, taken - told > handover {
            throw Failure("handed over after \(taken - told)")
        }
        try await reportOn("after", plane)
        try await oldLeaderIsSilent(experiment, first)
        let jobs = (first.writes + second.writes).filter {
            $0.request.verb == .create && $0.request.resource == "jobs"
        }
        guard jobs.count == 2 else { throw Failure("\(jobs.count) Jobs were created for two runs") }
    }

    /// An old leader that continues notices that it has lost the lease before it writes anything, and exits.
    private func oldLeaderIsSilent(_ experiment: Case, _ first: Replica) async throws {
        guard experiment == .stopped || experiment == .partitioned else { return }
        let deadline = (first.lastRenewal ?? .now) + Self.renewDeadline
        first.process.signal(SIGCONT)
        first.proxy.partition(false)
        try await environment.settle(within: .seconds(15)) {
            first.process.unexpectedExit == nil ? "the old leader does not exit" : nil
        }
        let late = first.writes.filter { $0.at > deadline }
        guard late.isEmpty else {
            throw Failure("the old leader wrote after its deadline: \(late.map(\.request.target))")
        }
    }

    private func reportOn(_ name: String, _ plane: ControlPlane) async throws {
        try await plane.create("trainingruns", name, spec: Workload.spec(of: "trainingruns"))
        try await environment.settle(within: .seconds(20)) {
            try await plane.get("trainingruns", name)?.isReportedOn ?? false
                ? nil : "\(name) is not reported on"
        }
    }

    /// Shifts the times in a Lease as a clock that is wrong by some seconds would.
    private static func shift(by seconds: Int) -> @Sendable ([UInt8], Bool) -> [UInt8] {
        { body, towardsClient in
            guard let lease = try? JSONDecoder().decode(JSONValue.self, from: Data(body)),
                case .object(var members) = lease, case .object(var spec)? = members["spec"]
            else { return body }
            for name in ["renewTime", "acquireTime"] {
                guard let text = spec[name]?.stringValue, let time = Timestamp(String(text.prefix(19)) + "Z")
                else { continue }
                let moved = time.date.addingTimeInterval(Double(towardsClient ? -seconds : seconds))
                spec[name] = .string(String(Timestamp(moved).description.prefix(19)) + ".000000Z")
            }
            members["spec"] = .object(spec)
            return (try? JSONValue.object(members).canonicalData()).map { [UInt8]($0) } ?? body
        }
    }
}

#if canImport(Glibc)
import Glibc
#endif
