import DarkroomAPI
import DarkroomLogic
import KubeCore

/// What Argo and Kubernetes do.
extension PipelineWorld {
    /// The pods after the garbage collector has seen to those whose Workflow is gone.
    var garbage: [Pod] {
        pods.stored.compactMap { pod in
            guard !pod.isToldToEnd, !workflows.stored.contains(where: { $0.uid == pod.workflow }) else { return pod }
            if pod.isFinished { return nil }
            var pod = pod
            pod.isToldToEnd = true
            return pod
        }
    }

    /// Whether a pod that has ended may go: Argo's finalizer keeps it until its node says how it ended.
    func mayBeRemoved(_ pod: Pod) -> Bool {
        guard pod.isToldToEnd, pod.isFinished else { return false }
        let workflow = workflows.stored.first { $0.uid == pod.workflow }
        return workflow.map { $0.hasEnded || $0.step?.phase.endsRun == true } ?? true
    }

    var hasArgoWork: Bool {
        var copy = self
        copy.operateArgo()
        return copy.workflows.stored != workflows.stored || copy.pods.stored != pods.stored
    }

    mutating func operateArgo() {
        for index in workflows.stored.indices {
            var workflow = workflows.stored[index]
            // A suspended Workflow is left alone, even if it was told to stop.
            guard !workflow.hasEnded, !workflow.isSuspended else { continue }
            operate(&workflow)
            workflows.stored[index] = workflow
        }
    }

    private mutating func operate(_ workflow: inout Workflow) {
        if workflow.phase == nil {
            workflow.phase = .running
            workflow.startTime = now
        }
        // By label: a pod of an earlier Workflow of this name counts too.
        let pod = pods.stored.last { $0.run == workflow.name }
        if let shutdown = workflow.shutdown {
            tellToEnd(workflow.name)
            if pod.map(\.isFinished) ?? true {
                follow(&workflow, pod)
                end(&workflow, .failed, "Stopped with strategy '\(shutdown)'")
            }
            return
        }
        guard workflow.step != nil || pod != nil else {
            startStep(of: &workflow)
            return
        }
        if pod == nil, let step = workflow.step, step.isRefused {
            if !arePodsRefused { startStep(of: &workflow) }
            return
        }
        follow(&workflow, pod)
        switch workflow.step?.phase {
        case .succeeded?: end(&workflow, .succeeded, nil)
        case .failed?: end(&workflow, .failed, nil)
        case .error?: end(&workflow, .error, nil)
        default: break
        }
    }

    private mutating func startStep(of workflow: inout Workflow) {
        guard !arePodsRefused else {
            workflow.step = .refused
            return
        }
        truth.pods += 1
        pods.stored.append(Pod(number: truth.pods, workflow: workflow.uid, run: workflow.name))
        workflow.step = Step(phase: .pending, message: nil)
    }

    /// Lets the node follow its pod.
    private func follow(_ workflow: inout Workflow, _ pod: Pod?) {
        guard let pod else {
            if let step = workflow.step, !step.phase.endsRun {
                workflow.step = Step(phase: .error, message: "pod deleted")
            }
            return
        }
        switch pod.container {
        case .waiting: workflow.step = Step(phase: .pending, message: nil)
        case .running: workflow.step = Step(phase: .running, message: nil)
        case .exited(0): workflow.step = Step(phase: .succeeded, message: nil)
        case .exited(let code):
            workflow.step = Step(phase: .failed, message: "main: Error (exit code \(code))")
        }
    }

    private mutating func end(_ workflow: inout Workflow, _ phase: WorkflowPhase, _ message: String?) {
        workflow.phase = phase
        workflow.message = message
        workflow.endTime = now
        truth.ended.insert(workflow.name)
    }

    private mutating func tellToEnd(_ run: String) {
        truth.failed.insert(run)
        for index in pods.stored.indices where pods.stored[index].run == run && !pods.stored[index].isFinished {
            pods.stored[index].isToldToEnd = true
        }
    }

    mutating func change(_ number: Int, _ change: (inout Pod) -> Void) {
        guard let index = pods.stored.firstIndex(where: { $0.number == number }) else { return }
        change(&pods.stored[index])
    }

    mutating func succeed(_ number: Int) {
        change(number) { $0.container = .exited(0) }
        pods.stored.first { $0.number == number }.map { _ = truth.done.insert($0.run) }
    }

    mutating func fail(_ number: Int, _ code: Int) {
        change(number) { $0.container = .exited(code) }
        pods.stored.first { $0.number == number }.map { _ = truth.failed.insert($0.run) }
    }

    mutating func delete(_ number: Int) {
        change(number) { $0.isToldToEnd = true }
        pods.stored.first { $0.number == number }.map { _ = truth.failed.insert($0.run) }
    }

    /// `argo stop` sets `shutdown`, and nothing else.
    mutating func stopWorkflows() {
        for index in workflows.stored.indices where !workflows.stored[index].hasEnded {
            workflows.stored[index].shutdown = "Stop"
            truth.failed.insert(workflows.stored[index].name)
        }
    }

    /// `argo retry` brings ended Workflows back, and does again what has failed.
    mutating func retryWorkflows() {
        for index in workflows.stored.indices {
            let name = workflows.stored[index].name
            guard workflows.stored[index].hasEnded, workflows.stored[index].phase != .succeeded else { continue }
            workflows.stored[index].phase = .running
            workflows.stored[index].message = nil
            workflows.stored[index].endTime = nil
            workflows.stored[index].shutdown = nil
            // What has succeeded is not done again.
            if workflows.stored[index].step?.phase != .succeeded {
                workflows.stored[index].step = nil
                pods.stored.removeAll { $0.run == name }
            }
            truth.ended.remove(name)
            truth.failed.remove(name)
            truth.retried.insert(name)
        }
    }

    /// The next time at which something happens that nothing else brings about. Caches are behind for moments, and not
    /// for as long as a time limit takes.
    var nextInterestingTime: Int? {
        if pipeline.isBehind || workflows.isBehind || pods.isBehind { return nil }
        guard !`operator`.isAway, let time = `operator`.wakesAt, time > now else { return nil }
        return time
    }
}
