import ClusterTestSupport
import FaultInjection
import KubeClient
import KubeCore

/// Every field of a kind gets unusual values, one after the other, and then its old value (scenario R13).
struct FieldExperiment: Sendable {
    /// One value of one field, and what went wrong with it.
    struct Outcome: Sendable {
        let mutation: SchemaMutation
        let problem: String?
    }

    private static let subjects = 4

    let environment: RunEnvironment
    let namespace: String
    let kind: String
    /// Only every nth mutation is tried.
    let stride: Int

    func run() async throws -> [Outcome] {
        let plane = try await ControlPlane(environment, namespace: namespace)
        let definition = try await environment.client.send(
            .get,
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/\(kind).darkroom.dev"
        )
        guard
            let schema = definition["spec"]?["versions"]?[0]?["schema"]?["openAPIV3Schema"]?["properties"]?[
                "spec"
            ]
        else { throw Failure("the definition of \(kind) has no schema") }
        let mutations = SchemaMutation.all(schema).enumerated().filter { $0.offset % stride == 0 }.map(
            \.element
        )
        let upstream = try environment.transport()
        let proxy = FaultProxy(upstream: upstream)
        let port = try await proxy.start()
        let kubeconfig = try environment.writeKubeconfig(namespace, server: "http://127.0.0.1:\(port)")
        let process = environment.operatorProcess(namespace, kubeconfig: kubeconfig, namespace: namespace)
        try process.start()
        let outcomes = await withTaskGroup(of: [Outcome].self) { group in
            for shard in 0..<Self.subjects {
                let share = mutations.enumerated().filter { $0.offset % Self.subjects == shard }.map(
                    \.element
                )
                group.addTask { await run(share, on: "subject-\(shard)", plane, process) }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        await process.kill()
        await proxy.stop()
        await upstream.shutdown()
        return outcomes
    }

    private func run(
        _ mutations: [SchemaMutation],
        on stem: String,
        _ plane: ControlPlane,
        _ process: OperatorProcess
    ) async -> [Outcome] {
        var outcomes: [Outcome] = []
        var subject: (name: String, base: Snapshot)?
        for (number, mutation) in mutations.enumerated() {
            do {
                let name = subject?.name ?? "\(stem)-\(number)"
                if subject == nil { subject = (name, try await newSubject(name, plane, process)) }
                try await tryOut(mutation, on: name, subject?.base ?? [:], plane, process)
                outcomes.append(Outcome(mutation: mutation, problem: nil))
                if isFinal(mutation) { subject = nil }
            } catch {
                outcomes.append(Outcome(mutation: mutation, problem: "\(error)"))
                // Its effects must not be attributed to the next mutation.
                subject = nil
            }
        }
        return outcomes
    }

    /// A run cannot be uncancelled.
    private func isFinal(_ mutation: SchemaMutation) -> Bool {
        mutation.path == "spec.cancel" && mutation.value == true
    }

    private func newSubject(
        _ name: String,
        _ plane: ControlPlane,
        _ process: OperatorProcess
    ) async throws -> Snapshot {
        try await plane.create(kind, name, spec: Workload.spec(of: kind))
        try await isThrough(name, plane, process, isAccepted: true)
        return try await children(of: name, plane)
    }

    private func tryOut(
        _ mutation: SchemaMutation,
        on name: String,
        _ base: Snapshot,
        _ plane: ControlPlane,
        _ process: OperatorProcess
    ) async throws {
        let wanted = JSONValue.object(["spec": Workload.spec(of: kind)]).mutated(by: mutation)
        do {
            try await put(spec: wanted["spec"], name, plane)
        } catch KubeError.invalid, KubeError.forbidden, KubeError.rejected {
            return
        }
        try await isThrough(name, plane, process)
        guard !isFinal(mutation) else { return }
        try await put(spec: Workload.spec(of: kind), name, plane)
        try await isThrough(name, plane, process, isAccepted: true)
        // A pipeline keeps its earlier runs; the other kinds return to their earlier state.
        guard kind != "imagepipelines" else { return }
        try await environment.settle(within: .seconds(15)) {
            RunTrace.difference(try await children(of: name, plane), from: base)
        }
    }

    private func put(spec: JSONValue?, _ name: String, _ plane: ControlPlane) async throws {
        for _ in 0..<20 {
            guard case .object(var object)? = try await plane.get(kind, name) else {
                throw Failure("\(name) is gone")
            }
            object["spec"] = spec
            do {
                try await plane.replace(kind, name, with: .object(object))
                return
            } catch KubeError.conflict {
                // The operator has written its status in between.
                continue
            }
        }
        throw Failure("every write of \(name) conflicts: the operator does not stop writing")
    }

    private func isThrough(
        _ name: String,
        _ plane: ControlPlane,
        _ process: OperatorProcess,
        isAccepted: Bool = false
    ) async throws {
        try await environment.settle(within: .seconds(15)) {
            if let exit = process.unexpectedExit { throw Failure("the operator exited: \(exit)") }
            guard let object = try await plane.get(kind, name), object.isReportedOn else {
                return "\(name) is not reported on"
            }
            let accepted = object["status"]?["conditions"]?.arrayValue?.first { $0["type"] == "Accepted" }
            if isAccepted, accepted?["status"] != "True" {
                return "\(name) is not accepted: \(accepted ?? .null)"
            }
            return nil
        }
    }

    /// The children of the custom resource, without fields that others own or that count changes.
    private func children(of name: String, _ plane: ControlPlane) async throws -> Snapshot {
        var found: Snapshot = [:]
        let uid = try await plane.get(kind, name)?.uid
        for resource in ["jobs", "deployments", "services"] {
            for child in try await plane.list(resource)
            where child["metadata"]?["ownerReferences"]?[0]?["uid"]?.stringValue == uid {
                let mask = Mask(namespace: plane.namespace.name, generated: resource == "jobs" ? [child.name] : [])
                let settled = child.changing("metadata.generation", .missing).changing(
                    "spec.replicas",
                    .missing
                )
                .changing("status", .missing)
                found["\(resource)/\(mask.text(child.name))"] = mask(settled)
            }
        }
        return found
    }
}
