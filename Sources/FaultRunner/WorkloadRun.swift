import FaultInjection
import KubeClient
import KubeCore
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// One run of a workload against an operator of its own, in a namespace of its own.
struct WorkloadRun: Sendable {
    let laboratory: Laboratory
    let workload: Workload
    let plan: FaultPlan?
    let name: String

    private let proxy: FaultProxy
    private let upstream: HTTPTransport
    private let process: OperatorProcess
    private let bench: Bench
    private let slot: ProcessSlot

    /// How a run went.
    struct Result: Sendable {
        var course: Course
        var log: RequestLog
        var hasFired: Bool
    }

    init(_ laboratory: Laboratory, _ workload: Workload, _ plan: FaultPlan?, name: String) async throws {
        self.laboratory = laboratory
        self.workload = workload
        self.plan = plan
        self.name = name
        upstream = try laboratory.transport()
        let slot = ProcessSlot()
        self.slot = slot
        var hooks = FaultProxy.Hooks()
        hooks.restart = { try? await slot.process?.restart() }
        hooks.cut = { [slot] port in
            slot.cut = port
            await Packets.drop(clientPort: port, proxyPort: slot.port)
        }
        proxy = FaultProxy(upstream: upstream, place: plan?.place, fault: plan?.fault, hooks: hooks)
        let port = try await proxy.start()
        slot.port = port
        let kubeconfig = try laboratory.writeKubeconfig(name, server: "http://127.0.0.1:\(port)")
        process = laboratory.operatorProcess(name, kubeconfig: kubeconfig, namespace: name)
        slot.process = process
        bench = Bench(
            api: laboratory.api,
            namespace: name,
            restart: { [process] in try await process.restart() }
        )
        try await Bench.prepare(laboratory.api, name)
    }

    /// Runs the workload without a fault, or with one that is recorded only.
    func record() async throws -> Result {
        try await concluding {
            var course = Course()
            try await begin()
            for step in workload.steps {
                let gone = try await step.act(bench)
                try await laboratory.settle(within: .seconds(120)) {
                    try await complaint(gone, step)
                        ?? (isAtRest ? nil : "still at work")
                }
                course.states.append(snapshot(try await objects()))
            }
            course.count(proxy.log.writes, mask)
            return course
        }
    }

    /// Runs the workload with the plan's fault and holds every step to what it came to without.
    func hold(to reference: Course, patience: Duration) async throws -> Result {
        try await concluding {
            try await begin()
            let releasing = Task { try await releaseInTime() }
            defer { releasing.cancel() }
            let canary = Task { try await keepCanary() }
            for (step, wanted) in zip(workload.steps, reference.states) {
                let gone = try await step.act(bench)
                try await laboratory.settle(within: patience) {
                    if let exit = process.unexpectedExit {
                        throw Failure("the operator ended by itself: \(exit)")
                    }
                    if let complaint = try await complaint(gone, step) { return complaint }
                    return Course.difference(snapshot(try await objects()), from: wanted)
                }
            }
            if proxy.hasFired { try await canary.value } else { canary.cancel() }
            var course = Course()
            try await laboratory.settle(within: .seconds(30)) {
                guard proxy.log.quietFor > .milliseconds(300) else { return "still writing" }
                course = Course()
                course.count(proxy.log.writes.filter { !($0.name ?? "").hasPrefix(Workload.canary) }, mask)
                return course.countDifference(from: reference)
            }
            if let last = reference.states.last,
                let difference = Course.difference(snapshot(try await objects()), from: last)
            {
                throw Failure("did not stay as it was:\n\(difference)")
            }
            if let exit = process.unexpectedExit { throw Failure("the operator ended by itself: \(exit)") }
            return course
        }
    }

    /// Whether the operator has nothing more to do: no write for a while, no answer under way, and no thread of it that
    /// runs or would like to. Without the latter a busy machine would pass for an operator that has finished.
    private var isAtRest: Bool {
        proxy.log.quietFor > .milliseconds(700) && !proxy.log.isAnswering && process.isAsleep
    }

    private func begin() async throws {
        if let prepare = workload.preparation { try await prepare(bench) }
        try process.start()
        // A fault may well keep a watch from being opened; the workload goes on all the same.
        try? await laboratory.settle(within: .seconds(plan == nil ? 20 : 3)) {
            let open = proxy.log.requests.filter { $0.request.verb == .watch && $0.serverStatus == 200 }
            let resources = Set(open.map(\.request.resource))
            return resources.count == Resource.watched.count ? nil : "not all watches are open"
        }
    }

    /// A refusal for ever ends after a while, so that it can be seen that it was got over.
    private func releaseInTime() async throws {
        guard case .status(_, _, _, nil) = plan?.fault else { return }
        while !proxy.hasFired { try await Task.sleep(for: .milliseconds(20)) }
        try await Task.sleep(for: .seconds(6))
        proxy.release()
    }

    /// While one object is odd, another of its kind is taken care of.
    private func keepCanary() async throws {
        guard plan?.row == Row.oddities.rawValue else { return }
        while !proxy.hasFired { try await Task.sleep(for: .milliseconds(20)) }
        try await bench.create(workload.kind, Workload.canary, spec: Workload.spec(of: workload.kind))
        try await laboratory.settle(within: .seconds(40)) {
            let canary = try await bench.get(workload.kind, Workload.canary)
            return canary?.isReportedOn ?? false ? nil : "the canary is not reported on"
        }
    }

    private func concluding(_ body: () async throws -> Course) async throws -> Result {
        do {
            let course = try await body()
            await conclude()
            return Result(course: course, log: proxy.log, hasFired: proxy.hasFired)
        } catch {
            await conclude()
            throw error
        }
    }

    private func conclude() async {
        if let port = slot.cut { await Packets.restore(clientPort: port, proxyPort: slot.port) }
        await process.kill()
        await proxy.stop()
        await upstream.shutdown()
    }

    private var mask: Mask {
        // The other children bear the names of their owners.
        let created = proxy.log.writes.filter {
            $0.request.verb == .create && ["jobs", "workflows"].contains($0.request.resource)
        }
        return Mask(namespace: name, generated: created.compactMap(\.name))
    }

    private func objects() async throws -> [String: [JSONValue]] {
        var objects: [String: [JSONValue]] = [:]
        for resource in workload.resources {
            objects[resource] = try await bench.list(resource).filter { !$0.name.hasPrefix(Workload.canary) }
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

    private func complaint(_ gone: String?, _ step: Step) async throws -> String? {
        let objects = try await objects()
        if let gone, objects.values.joined().contains(where: { $0.uid == gone }) {
            return "the deleted object is still there"
        }
        guard step.isSettled(objects) else {
            return "the step has not had its effect yet:\n\(Self.statuses(objects))"
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

/// What the proxy's hooks act on; filled once it exists.
private final class ProcessSlot: Sendable {
    private struct State {
        var process: OperatorProcess?
        var port = 0
        var cut: Int?
    }

    private let state = Mutex(State())

    var process: OperatorProcess? {
        get { state.withLock { $0.process } }
        set { state.withLock { $0.process = newValue } }
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
