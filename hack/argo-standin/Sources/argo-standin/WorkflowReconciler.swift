import ArgoEngine
import ArgoModel
import KubeClient
import KubeCore
import KubeRuntime
import Logging
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Carries out the plan for one Workflow.
final class WorkflowReconciler: Sendable {
    let client: KubeClient
    let workflows: Store<Workflow>
    let pods: Store<Pod>
    let logger: Logger
    let pace: Mutex<Pace>

    /// The time after which the creation of a rejected pod is retried.
    private static let rejectionDelay = 10

    /// - Parameter pace: Time between two looks at the same Workflow.
    init(client: KubeClient, workflows: Store<Workflow>, pods: Store<Pod>, pace: Pace, logger: Logger) {
        self.client = client
        self.workflows = workflows
        self.pods = pods
        self.pace = Mutex(pace)
        self.logger = logger
    }

    func reconcile(_ key: ObjectKey) async throws -> ReconcileResult {
        guard let workflow = workflows[key], !workflow.metadata.isBeingDeleted else {
            return ReconcileResult()
        }
        // This Workflow is for a controller with that instance ID, which the stand-in does not have.
        guard workflow.metadata.labels[ArgoNames.instanceLabel] == nil else { return ReconcileResult() }
        if let wait = pace.withLock({ $0.wait(for: workflow.metadata.uid, now: .now) }) {
            return ReconcileResult(requeueAfter: wait)
        }
        var writes: [WriteExpectation] = []
        do {
            let wakeUp = try await carryOut(workflow, &writes)
            return ReconcileResult(requeueAfter: wakeUp.map(Self.wait), writes: writes)
        } catch {
            throw ReconcileFailure(error, writes: writes)
        }
    }

    /// - Returns: When to reconcile again if nothing changes.
    private func carryOut(_ workflow: Workflow, _ writes: inout [WriteExpectation]) async throws -> Timestamp? {
        let now = Timestamp(.now)
        let pods = pods.objects(
            in: .label(ArgoNames.workflowLabel),
            workflow.metadata.name,
            namespace: workflow.key.namespace
        )
        var plan = WorkflowPlanner.plan(workflow, pods: pods, now: now)
        let rejections = try await create(plan.creations, for: workflow, &writes)
        if !rejections.isEmpty {
            plan = WorkflowPlanner.plan(workflow, pods: pods, rejections: rejections, now: now)
            let soon = Timestamp(now.date.addingTimeInterval(Double(Self.rejectionDelay)))
            plan.wakeUp = min(plan.wakeUp ?? soon, soon)
        }
        if let patch = try plan.patch(for: workflow, now: now) {
            let written = try await client.mergePatch(Workflow.resource, workflow.key, patch)
            writes.append(
                WriteExpectation(resource: Workflow.resource, resourceVersion: written.metadata.resourceVersion)
            )
            report(patch, on: workflow)
        }
        try await markCompleted(plan.completions, in: workflow.metadata.namespace, &writes)
        for pod in plan.deletions {
            try await delete(
                Pod.resource,
                ObjectKey(namespace: workflow.metadata.namespace, name: pod.name),
                pod.uid
            )
        }
        if plan.deletesWorkflow {
            logger.info("workflow has outlived its time to live", metadata: ["workflow": "\(workflow.key)"])
            try await delete(Workflow.resource, workflow.key, workflow.metadata.uid)
        }
        return plan.wakeUp
    }

    /// Creates pods, and returns the rejections by node id instead of ending the reconcile.
    private func create(
        _ creations: [WorkflowPlan.Creation],
        for workflow: Workflow,
        _ writes: inout [WriteExpectation]
    ) async throws -> [String: PodRejection] {
        var rejections: [String: PodRejection] = [:]
        for creation in creations {
            do {
                let namespace = workflow.metadata.namespace
                let written = try await client.create(Pod.resource, namespace: namespace, creation.manifest)
                writes.append(
                    WriteExpectation(resource: Pod.resource, resourceVersion: written.metadata.resourceVersion)
                )
                logger.info(
                    "created pod",
                    metadata: ["workflow": "\(workflow.key)", "pod": "\(creation.name)"]
                )
            } catch KubeError.alreadyExists {
                rejections[creation.nodeID] = try await conflict(over: creation, workflow, &writes)
            } catch KubeError.invalid(let status) {
                rejections[creation.nodeID] = .final(status.message)
            } catch KubeError.forbidden(let status) {
                let isQuota = status.message.contains("exceeded quota")
                rejections[creation.nodeID] = isQuota ? .temporary(status.message) : .final(status.message)
            }
        }
        return rejections
    }

    /// A pod with that name exists: the Workflow's, if a reply or an event was lost, or somebody else's.
    private func conflict(
        over creation: WorkflowPlan.Creation,
        _ workflow: Workflow,
        _ writes: inout [WriteExpectation]
    ) async throws -> PodRejection? {
        let key = ObjectKey(namespace: workflow.metadata.namespace, name: creation.name)
        let pod = try await client.get(Pod.self, key)
        guard pod.metadata.labels[ArgoNames.workflowLabel] == workflow.metadata.name else {
            return .temporary("pod \(creation.name) already exists and is not of this Workflow")
        }
        writes.append(WriteExpectation(resource: Pod.resource, resourceVersion: pod.metadata.resourceVersion))
        return nil
    }

    private func markCompleted(
        _ pods: [WorkflowPlan.PodReference],
        in namespace: String?,
        _ writes: inout [WriteExpectation]
    ) async throws {
        for pod in pods {
            let patch: JSONValue = [
                "metadata": ["uid": .string(pod.uid), "labels": [ArgoNames.completedLabel: "true"]]
            ]
            do {
                let key = ObjectKey(namespace: namespace, name: pod.name)
                let written = try await client.mergePatch(Pod.resource, key, patch)
                writes.append(
                    WriteExpectation(resource: Pod.resource, resourceVersion: written.metadata.resourceVersion)
                )
            } catch KubeError.notFound, KubeError.conflict {
                // The pod is gone or has been replaced: nothing is left to mark.
            }
        }
    }

    private func delete(_ resource: APIResource, _ key: ObjectKey, _ uid: String) async throws {
        do {
            try await client.delete(resource, key, uid: uid)
        } catch KubeError.notFound, KubeError.conflict {
            // The object is gone or has been replaced.
        }
    }

    private func report(_ patch: JSONValue, on workflow: Workflow) {
        guard let phase = patch["status"]?["phase"]?.stringValue else { return }
        let message = patch["status"]?["message"]?.stringValue ?? ""
        logger.log(
            level: phase == WorkflowStatus.Phase.error.rawValue ? .warning : .info,
            "workflow is now \(phase)",
            metadata: ["workflow": "\(workflow.key)", "message": "\(message)"]
        )
    }

    private static func wait(until time: Timestamp) -> Duration {
        // Slightly later, so that the whole second with which the planner compares has begun.
        .milliseconds(Int64(max(0, min(time.date.timeIntervalSinceNow, 86_400)) * 1000) + 50)
    }
}
