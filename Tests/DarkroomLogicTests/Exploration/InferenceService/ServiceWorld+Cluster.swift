import KubeCore

/// What the Deployment controller does, and what others do to its Deployment.
extension ServiceWorld {
    var hasDeploymentControllerWork: Bool {
        var copy = self
        copy.syncDeployments()
        return copy.deployments.stored != deployments.stored || copy.pods != pods
    }

    /// Replaces the pods of an older template one by one, the others stay; those of a deleted Deployment go.
    mutating func syncDeployments() {
        pods.removeAll { pod in !deployments.stored.contains { $0.uid == pod.deployment } }
        for index in deployments.stored.indices {
            var deployment = deployments.stored[index]
            sync(&deployment)
            deployments.stored[index] = deployment
        }
    }

    private mutating func sync(_ deployment: inout Deployment) {
        let image = deployment.image
        let wanted = deployment.replicas
        let old = pods.filter { $0.image != image }
        let new = pods.filter { $0.image == image }
        // One more than wanted, while old pods are replaced.
        let most = old.isEmpty || wanted == 0 ? wanted : wanted + 1
        deployment.isRefused = false
        if pods.count > most, let victim = (old.isEmpty ? new : old).last {
            pods.removeAll { $0.number == victim.number }
        } else if let victim = old.last, new.contains(where: \.isReady) {
            pods.removeAll { $0.number == victim.number }
        } else if pods.count < most, new.count < wanted {
            if arePodsRefused {
                deployment.isRefused = true
            } else {
                made += 1
                pods.append(Pod(number: made, deployment: deployment.uid, image: image))
            }
        }
        deployment.observedGeneration = deployment.generation
        deployment.counted.all = pods.count
        deployment.counted.ready = pods.count(where: \.isReady)
        deployment.counted.updated = pods.count { $0.image == image }
    }

    mutating func changeDeployment(_ patch: JSONValue) {
        for index in deployments.stored.indices { deployments.stored[index].merge(patch) }
    }

    /// Changes the image of the pods, as `kubectl set image` does.
    mutating func changeDeployment(image: String) {
        for index in deployments.stored.indices {
            let template = deployments.stored[index].object["spec"]?["template"]
            guard case .object(var container)? = template?["spec"]?["containers"]?[0] else { continue }
            container["image"] = .string(image)
            deployments.stored[index].merge(["spec": ["template": ["spec": ["containers": [.object(container)]]]]])
        }
    }

    mutating func change(_ number: Int, _ change: (inout Pod) -> Void) {
        guard let index = pods.firstIndex(where: { $0.number == number }) else { return }
        change(&pods[index])
    }

    /// The next time at which something happens that nothing else brings about.
    var nextInterestingTime: Int? {
        if service.isBehind || deployments.isBehind || clusterServices.isBehind { return nil }
        guard !`operator`.isAway, let time = `operator`.wakesAt, time > now else { return nil }
        return time
    }
}
