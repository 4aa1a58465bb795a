import FaultInjection
import KubeClient
import KubeCore

/// Every field of a kind gets odd values, one after the other, and its old one back (row R13).
struct FieldMutations: Sendable {
    /// One value in one field, and what was wrong about how it went.
    struct Outcome: Sendable {
        let mutation: SchemaMutation
        let problem: String?
    }

    private static let subjects = 4

    let laboratory: Laboratory
    let namespace: String
    let kind: String
    /// Only every n-th mutation.
    let stride: Int

    func run() async throws -> [Outcome] {
        let bench = Bench(api: laboratory.api, namespace: namespace, restart: {})
        try await Bench.prepare(laboratory.api, namespace)
        let definition = try await laboratory.api.send(
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
        let upstream = try laboratory.transport()
        let proxy = FaultProxy(upstream: upstream)
        let port = try await proxy.start()
        let kubeconfig = try laboratory.writeKubeconfig(namespace, server: "http://127.0.0.1:\(port)")
        let process = laboratory.operatorProcess(namespace, kubeconfig: kubeconfig, namespace: namespace)
        try process.start()
        let outcomes = await withTaskGroup(of: [Outcome].self) { group in
            for shard in 0..<Self.subjects {
                let share = mutations.enumerated().filter { $0.offset % Self.subjects == shard }.map(
                    \.element
                )
                group.addTask { await run(share, on: "subject-\(shard)", bench, process) }
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
        _ bench: Bench,
        _ process: OperatorProcess
    ) async -> [Outcome] {
        var outcomes: [Outcome] = []
        var subject: (name: String, base: Snapshot)?
        for (number, mutation) in mutations.enumerated() {
            do {
                let name = subject?.name ?? "\(stem)-\(number)"
                if subject == nil { subject = (name, try await newSubject(name, bench, process)) }
                try await tryOut(mutation, on: name, subject?.base ?? [:], bench, process)
                outcomes.append(Outcome(mutation: mutation, problem: nil))
                if isFinal(mutation) { subject = nil }
            } catch {
                outcomes.append(Outcome(mutation: mutation, problem: "\(error)"))
                // What is left of it must not be taken for the next one's doing.
                subject = nil
            }
        }
        return outcomes
    }

    /// Cancelling is for good: there is no way back that could be tried.
    private func isFinal(_ mutation: SchemaMutation) -> Bool {
        mutation.path == "spec.cancel" && mutation.value == true
    }

    private func newSubject(
        _ name: String,
        _ bench: Bench,
        _ process: OperatorProcess
    ) async throws -> Snapshot {
        try await bench.create(kind, name, spec: Workload.spec(of: kind))
        try await isThrough(name, bench, process, isAccepted: true)
        return try await children(of: name, bench)
    }

    private func tryOut(
        _ mutation: SchemaMutation,
        on name: String,
        _ base: Snapshot,
        _ bench: Bench,
        _ process: OperatorProcess
    ) async throws {
        let wanted = JSONValue.object(["spec": Workload.spec(of: kind)]).mutated(by: mutation)
        do {
            try await put(spec: wanted["spec"], name, bench)
        } catch let refusal as API.Refusal where (400..<500).contains(refusal.status) && refusal.status != 409 {
            return
        }
        try await isThrough(name, bench, process)
        guard !isFinal(mutation) else { return }
        try await put(spec: Workload.spec(of: kind), name, bench)
        try await isThrough(name, bench, process, isAccepted: true)
        // A pipeline keeps the runs it has had; the others are as if nothing had been.
        guard kind != "imagepipelines" else { return }
        try await laboratory.settle(within: .seconds(15)) {
            Course.difference(try await children(of: name, bench), from: base)
        }
    }

    private func put(spec: JSONValue?, _ name: String, _ bench: Bench) async throws {
        for _ in 0..<20 {
            guard case .object(var object)? = try await bench.get(kind, name) else {
                throw Failure("\(name) is gone")
            }
            object["spec"] = spec
            do {
                try await bench.api.send(.put, bench.path(kind, name), .object(object))
                return
            } catch let refusal as API.Refusal where refusal.status == 409 {
                // The operator wrote its report in between.
                continue
            }
        }
        throw Failure("\(name) cannot be written without a conflict: the operator does not stop writing")
    }

    private func isThrough(
        _ name: String,
        _ bench: Bench,
        _ process: OperatorProcess,
        isAccepted: Bool = false
    ) async throws {
        try await laboratory.settle(within: .seconds(15)) {
            if let exit = process.unexpectedExit { throw Failure("the operator ended by itself: \(exit)") }
            guard let object = try await bench.get(kind, name), object.isReportedOn else {
                return "\(name) is not reported on"
            }
            let accepted = object["status"]?["conditions"]?.arrayValue?.first { $0["type"] == "Accepted" }
            if isAccepted, accepted?["status"] != "True" {
                return "\(name) is not accepted: \(accepted ?? .null)"
            }
            return nil
        }
    }

    /// What the custom resource of this name has made, without what belongs to others or counts changes.
    private func children(of name: String, _ bench: Bench) async throws -> Snapshot {
        var found: Snapshot = [:]
        let uid = try await bench.get(kind, name)?.uid
        for resource in ["jobs", "deployments", "services"] {
            for child in try await bench.list(resource)
            where child["metadata"]?["ownerReferences"]?[0]?["uid"]?.stringValue == uid {
                let mask = Mask(namespace: bench.namespace, generated: resource == "jobs" ? [child.name] : [])
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
