public import ArgoModel
public import KubeCore

/// Plans the actions for a Workflow from the Workflow, its pods and the time alone.
///
/// The Workflow's own status is the only state between two plans, so a restart changes nothing.
public enum WorkflowPlanner {
    /// Plans for a Workflow that is not being deleted.
    ///
    /// - Parameters:
    ///   - workflow: The Workflow with the last written status.
    ///   - pods: Pods of the Workflow's namespace; those with its name in their label are its own, whoever controls
    ///     them. Argo looks no further either, so that a Workflow adopts the pods of a predecessor of its name.
    ///   - rejections: Pods (by node id) that the API server has just rejected.
    public static func plan(
        _ workflow: Workflow,
        pods: [Pod],
        rejections: [String: PodRejection] = [:],
        now: Timestamp
    ) -> WorkflowPlan {
        let own = pods.filter { $0.metadata.labels[ArgoNames.workflowLabel] == workflow.metadata.name }
        let spec = Result { () throws(Refusal) in try WorkflowSpec(workflow.spec) }
        var plan: WorkflowPlan
        if workflow.status.phase?.isCompleted == true {
            plan = WorkflowPlan(status: workflow.status)
        } else {
            do {
                let spec = try spec.get()
                plan = try run(workflow, spec, pods: own, rejections: rejections, now: now)
            } catch {
                plan = WorkflowPlan(
                    status: workflow.status.refused(error, root: workflow.metadata.name, now: now)
                )
            }
        }
        plan.labels = [
            ArgoNames.phaseLabel: plan.status.phase?.rawValue ?? "",
            ArgoNames.completedLabel: plan.status.phase?.isCompleted == true ? "true" : "false",
        ]
        plan.tidyUp(own, spec: try? spec.get(), now: now)
        return plan
    }

    private static func run(
        _ workflow: Workflow,
        _ spec: WorkflowSpec,
        pods: [Pod],
        rejections: [String: PodRejection],
        now: Timestamp
    ) throws(Refusal) -> WorkflowPlan {
        var status = workflow.status
        let startedAt = status.startedAt ?? now
        status.startedAt = startedAt
        let deadline = spec.activeDeadlineSeconds.map { startedAt.advanced(by: .seconds($0)) }
        // A suspended Workflow is not ended, neither by a shutdown nor by its deadline: Argo stops before it looks at them.
        let ending = spec.isSuspended ? nil : Ending(shutdown: spec.shutdown, deadline: deadline, now: now)

        var walk = NodeWalk(
            workflow: workflow.metadata,
            spec: spec,
            pods: pods,
            rejections: rejections,
            nodes: status.nodes ?? [:],
            ending: ending,
            now: now
        )
        walk.observePods()
        if !spec.isSuspended { try walk.run() }

        var plan = WorkflowPlan(status: status)
        plan.creations = walk.creations
        plan.wakeUp = [walk.wakeUp, deadline].compactMap(\.self).filter { $0 > now }.min()
        plan.status.update(nodes: walk.nodes, root: workflow.metadata.name, ending: ending, now: now)
        return plan
    }
}

extension WorkflowStatus {
    /// The status after the nodes have been updated.
    fileprivate mutating func update(
        nodes: [String: NodeStatus],
        root: String,
        ending: Ending?,
        now: Timestamp
    ) {
        var nodes = nodes
        progress = Progress.update(&nodes)
        self.nodes = nodes
        let podRuns = nodes.values.contains { $0.type == .pod && $0.phase == .running }
        conditions = [Condition(type: "PodRunning", holds: podRuns)]
        let rootPhase = nodes[root]?.phase ?? (ending == nil ? .running : .failed)
        phase =
            switch rootPhase {
            case .pending, .running: .running
            case .succeeded, .skipped, .omitted: .succeeded
            case .failed: .failed
            case .error: .error
            }
        guard phase?.isCompleted == true else { return }
        finishedAt = now
        conditions?.append(Condition(type: "Completed", holds: true))
        if rootPhase.isFailure { message = ending?.workflowMessage ?? nodes[root]?.message }
    }

    /// The status of a Workflow that does not run (any more): the recorded status with the reason added.
    func refused(_ refusal: Refusal, root: String, now: Timestamp) -> WorkflowStatus {
        var status = self
        status.phase = .error
        status.message = refusal.description
        status.startedAt = startedAt ?? now
        status.finishedAt = now
        status.conditions = [
            Condition(type: "PodRunning", holds: false), Condition(type: "Completed", holds: true),
        ]
        if let node = nodes?[root], !node.phase.isFulfilled {
            status.nodes?[root]?.phase = .error
            status.nodes?[root]?.message = "Workflow operation error"
            status.nodes?[root]?.finishedAt = now
        }
        return status
    }
}
