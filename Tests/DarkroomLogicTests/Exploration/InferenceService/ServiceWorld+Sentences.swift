import DarkroomAPI

extension ServiceWorld {
    func sentence(for action: Action, after: ServiceWorld) -> String {
        switch action {
        case .operatorReconciles: "The operator reconciles: \(accomplishment(after))."
        case .operatorDiesMidway: "The operator dies between its writes and the status: \(accomplishment(after))."
        case .operatorReturns: "An operator starts."
        case .operatorGoesAway: "The operator goes away."
        case .cacheCatchesUp(let cache): "The operator's cache of \(cache) catches up."
        case .cacheFallsBehind(let cache): "The operator's cache of \(cache) falls behind."
        case .deploymentControllerSyncs: "The Deployment controller syncs: \(accomplishment(after))."
        case .podBecomesReady(let pod): "pod-\(pod) becomes ready."
        case .podCrashes(let pod): "pod-\(pod) crashes again and again."
        case .podIsEvicted(let pod): "pod-\(pod) is evicted, and gone."
        case .timePasses: "\(after.now - now) s pass."
        case .podsAreRefused: "A quota refuses new pods from now on."
        case .gatewayWakes: "The gateway wakes the service."
        case .gatewayLetsSleep: "The gateway scales the service to zero."
        case .userStops: "The user stops the service."
        case .userStarts: "The user starts the service."
        case .userEdits: "The user changes the image."
        case .userDeletesDeployment: "A user deletes the Deployment."
        case .userDeletesService: "A user deletes the Service."
        case .userScalesDeployment: "A user scales the Deployment to 3."
        case .userChangesDeployment: "A user changes the Deployment's image."
        }
    }

    /// What has changed.
    private func accomplishment(_ after: ServiceWorld) -> String {
        var changes: [String] = []
        if deployments.stored.isEmpty, let made = after.deployments.stored.first {
            changes.append("\(made.uid) is made")
        }
        if clusterServices.stored.isEmpty, !after.clusterServices.stored.isEmpty {
            changes.append("the Service is made")
        }
        if let old = deployments.stored.first, let new = after.deployments.stored.first {
            if new.replicas != old.replicas { changes.append("\(new.uid) is scaled to \(new.replicas)") }
            if new.image != old.image { changes.append("\(new.uid) gets image \(new.image ?? "none")") }
        }
        changes += after.pods.filter { pod in !pods.contains { $0.number == pod.number } }.map {
            "pod-\($0.number) is made"
        }
        changes += pods.filter { pod in !after.pods.contains { $0.number == pod.number } }.map {
            "pod-\($0.number) goes"
        }
        if let status = after.service.stored.status, status != service.stored.status {
            changes.append("the status is \(status.words)")
        }
        return changes.isEmpty ? "nothing to do" : changes.joined(separator: ", ")
    }
}
