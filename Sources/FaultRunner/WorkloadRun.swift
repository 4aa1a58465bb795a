import ClusterTestSupport
import FaultInjection
import KubeClient
import KubeCore
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// One run of a workload with its own operator, in its own namespace.
struct WorkloadRun: Sendable {
    let environment: RunEnvironment
    let workload: Workload
    let plan: FaultPlan?
    let name: String

    private let proxy: FaultProxy
    private let upstream: HTTPTransport
    private let process: OperatorProcess
    private let plane: ControlPlane
    private let slot: ProcessSlot

    /// The result of a run.
    struct Result: Sendable {
        var trace: RunTrace
        var log: RequestLog
        var hasFired: Bool
    }

    init(_ environment: RunEnvironment, _ workload: Workload, _ plan: FaultPlan?, name: String) async throws {
        self.environment = environment
        self.workload = workload
        self.plan = plan
        self.name = name
        upstream = try environment.transport()
        let slot = ProcessSlot()
        self.slot = slot
        var hooks = FaultProxy.Hooks()
        hooks.restart = {
            slot.restartedAt = .now
            try? await slot.process?.restart()
        }
        hooks.cut = { [slot] port in
            slot.cut = port
            await PacketFilter.drop(clientPort: port, proxyPort: slot.port)
        }
        proxy = FaultProxy(upstream: upstream, injection: plan?.injection, hooks: hooks)
        let port = try await proxy.start()
        slot.port = port
        let kubeconfig = try environment.writeKubeconfig(name, server: "http://127.0.0.1:\(port)")
        process = environment.operatorProcess(name, kubeconfig: kubeconfig, namespace: name)
        slot.process = process
        plane = try await ControlPlane(environment, namespace: name) { [process] in try await process.restart() }
    }

    /// Runs the workload without a fault.
    func record() async throws -> Result {
        try await concluding {
            var trace = RunTrace()
            try await begin()
            for step in workload.steps {
                let gone = try await step.act(plane)
                try await environment.settle(within: .seconds(120)) {
                    try await problem(gone, step)
                        ?? (isAtRest ? nil : "the operator is still busy")
                }
                trace.states.append(snapshot(try await objects()))
            }
            trace.count(proxy.log.writes, mask)
            return trace
        }
    }

    /// Runs the workload with the plan's fault and compares the state after every step with the reference.
    func verify(against reference: RunTrace, timeout: Duration) async throws -> Result {
        try await concluding {
            try await begin()
            let releasing = Task { try await releaseInTime() }
            defer { releasing.cancel() }
            let canary = Task { try await keepCanary() }
            for (step, wanted) in zip(workload.steps, reference.states) {
                await waitForRestartedOperator()
                let gone = try await step.act(plane)
                try await environment.settle(within: timeout) {
                    if let exit = process.unexpectedExit {
                        throw Failure("the operator exited: \(exit)")
                    }
                    if let problem = try await problem(gone, step) { return problem }
                    return RunTrace.difference(snapshot(try await objects()), from: wanted)
                }
            }
            if proxy.hasFired { try await canary.value } else { canary.cancel() }
            var trace = RunTrace()
            try await environment.settle(within: .seconds(30)) {
                guard proxy.log.quietFor > .milliseconds(300) else { return "still writing" }
                trace = RunTrace()
                trace.count(proxy.log.writes.filter { !($0.name ?? "").hasPrefix(Workload.canary) }, mask)
                return trace.countDifference(from: reference)
            }
            if let last = reference.states.last,
                let difference = RunTrace.difference(snapshot(try await objects()), from: last)
            {
                throw Failure("the final state has changed:\n\(difference)")
            }
            if let exit = process.unexpectedExit { throw Failure("the operator exited: \(exit)") }
            return trace
        }
    }

    /// Whether the operator has finished: no recent write, no pending response, and no runnable thread. Without the last
    /// condition, an operator on a busy machine would seem to have finished.
    private var isAtRest: Bool {
        proxy.log.quietFor > .milliseconds(700) && !proxy.log.isAnswering && process.isAsleep
    }

    private func begin() async throws {
        if let prepare = workload.preparation { try await prepare(plane) }
        try process.start()
        // A fault may prevent a watch from being opened; the workload continues anyway.
        try? await environment.settle(within: .seconds(plan == nil ? 20 : 3)) {
            let open = proxy.log.requests.filter { $0.request.verb == .watch && $0.serverStatus == 200 }
            let resources = Set(open.map(\.request.resource))
            return resources.count == Resource.watched.count ? nil : "not all watches are open"
        }
    }

    /// Waits until an operator that the plan kills watches again.
    ///
    /// The next step may delete a child. If that happens while no operator runs, nothing tells whether the child had ended,
    /// and the operator rightly waits for a user instead of creating it again.
    private func waitForRestartedOperator() async {
        switch plan?.injection?.fault {
        case .killAfterCommit?, .restartStale?: break
        default: return
        }
        guard proxy.hasFired else { return }
        try? await environment.settle(within: .seconds(10)) {
            guard let restartedAt = slot.restartedAt else { return "the operator has not been killed yet" }
            let open = proxy.log.requests.filter {
                $0.request.verb == .watch && $0.serverStatus == 200 && $0.at > restartedAt
            }
            let resources = Set(open.map(\.request.resource))
            return resources.count == Resource.watched.count ? nil : "not all watches are open"
        }
    }

    /// Ends a permanent rejection after a while, to see that the operator recovers.
    private func releaseInTime() async throws {
        guard case .status(_, _, _, nil) = plan?.injection?.fault else { return }
        while !proxy.hasFired { try await Task.sleep(for: .milliseconds(20)) }
        try await Task.sleep(for: .seconds(6))
        proxy.release()
    }

    /// While one object is malformed, the operator still serves another of its kind.
    private func keepCanary() async throws {
        guard plan?.scenario == Scenario.malformed.rawValue else { return }
        while !proxy.hasFired { try await Task.sleep(for: .milliseconds(20)) }
        try await plane.create(workload.kind, Workload.canary, spec: Workload.spec(of: workload.kind))
        try await environment.settle(within: .seconds(40)) {
            let canary = try await plane.get(workload.kind, Workload.canary)
            return canary?.isReportedOn ?? false ? nil : "the canary is not reported on"
        }
    }

    private func concluding(_ body: () async throws -> RunTrace) async throws -> Result {
        do {
            let trace = try await body()
            await conclude()
            return Result(trace: trace, log: proxy.log, hasFired: proxy.hasFired)
        } catch {
            await conclude()
            throw error
        }
    }

    private func conclude() async {
        if let port = slot.cut { await PacketFilter.restore(clientPort: port, proxyPort: slot.port) }
        await process.kill()
        await proxy.stop()
        await upstream.shutdown()
    }

    private var mask: Mask {
        // The other children are named after their owners.
        let created = proxy.log.writes.filter {
            $0.request.verb == .create && ["jobs", "workflows"].contains($0.request.resource)
        }
        return Mask(namespace: name, generated: created.compactMap(\.name))
    }

    private func objects() async throws -> [String: [JSONValue]] {
        var objects: [String: [JSONValue]] = [:]
        for resource in workload.resources {
            objects[resource] = try await plane.list(resource).filter { !$0.name.hasPrefix(Workload.canary) }
        }
        return objects
    }

    private func snapshot(_ objects: [String: [JSONValue]]) -> Snapshot {
        let mask = mask
        var snapshot: Snapshot = [:]
        for (resource, all) in objects {
            for object in all { snapshot["\(resource)/\(mask.text(object.name))"] = mask(object) }
        }
        return snapshot
    }

    private func problem(_ gone: String?, _ step: Step) async throws -> String? {
        let objects = try await objects()
        if let gone, objects.values.joined().contains(where: { $0.uid == gone }) {
            return "the deleted object still exists"
        }
        guard step.isSettled(objects) else {
            return "the step is not complete:\n\(Self.statuses(objects))"
        }
        return nil
    }
}

extension WorkloadRun {
    private static func statuses(_ objects: [String: [JSONValue]]) -> String {
        let lines = objects.flatMap { resource, all in
            all.map { object -> String in
                let status = try? (object["status"] ?? .null).canonicalData()
                return
                    "\(resource)/\(object.name): \(status.map { String(decoding: $0, as: UTF8.self) } ?? "")"
            }
        }
        return lines.sorted().joined(separator: "\n")
    }
}

/// What the proxy's hooks act on; set once it exists.
private final class ProcessSlot: Sendable {
    private struct State {
        var process: OperatorProcess?
        var port = 0
        var cut: Int?
        var restartedAt: ContinuousClock.Instant?
    }

    private let state = Mutex(State())

    var process: OperatorProcess? {
        get { state.withLock { $0.process } }
        set { state.withLock { $0.process = newValue } }
    }

    /// When the process was last killed and started again by a fault.
    var restartedAt: ContinuousClock.Instant? {
        get { state.withLock { $0.restartedAt } }
        set { state.withLock { $0.restartedAt = newValue } }
    }

    /// Port of the proxy.
    var port: Int {
        get { state.withLock { $0.port } }
        set { state.withLock { $0.port = newValue } }
    }

    /// Port of the client whose packets are dropped.
    var cut: Int? {
        get { state.withLock { $0.cut } }
        set { state.withLock { $0.cut = newValue } }
    }
}
