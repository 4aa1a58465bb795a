internal import DarkroomAPI
internal import DarkroomLogic
internal import DarkroomTraffic
internal import KubeClient
internal import KubeCore
internal import KubeRuntime
internal import Logging
internal import Metrics

/// Writes the number of replicas of a service's Deployment through its scale subresource: the gateway owns nothing but
/// that number.
///
/// Every write names the version of the Deployment that it is based on. When several replicas of the gateway wake one
/// service at the same moment, the server accepts one write, and the others find nothing left to do.
struct DeploymentScaler: ServiceScaler {
    /// If a Deployment changes this often in a short time, other controllers compete for it.
    private static let attempts = 8

    let client: KubeClient
    let view: ClusterView
    let logger: Logger

    func scaleUp(_ service: ServiceID) async throws {
        do {
            guard let object = view.services.store[ObjectKey(service)], !object.metadata.isBeingDeleted else {
                throw ScaleUpProblem.noService
            }
            guard !object.spec.stopped else { throw ScaleUpProblem.stopped }
            guard let deployment = view.deployment(of: service, uid: object.metadata.uid) else {
                throw ScaleUpProblem.noDeployment
            }
            let wanted = ServiceTraffic(of: object).scaling.minReplicas
            try await scale(deployment, to: max(1, wanted)) { $0 == 0 }
        } catch {
            logger.warning("wake-up failed", metadata: ["service": "\(service)", "error": "\(error)"])
            throw error
        }
    }

    /// Sets the number of replicas.
    ///
    /// - Parameter condition: Whether to change the number that is found.
    /// - Throws: ``KubeError`` when a retry is worthwhile; the write may have taken effect.
    func scale(
        _ deployment: ScaledDeployment,
        to replicas: Int,
        while condition: (Int) -> Bool
    ) async throws {
        var deployment = deployment
        for _ in 0..<Self.attempts {
            guard condition(deployment.replicas), deployment.replicas != replicas else { return }
            do {
                try await write(replicas, to: deployment.metadata)
                logger.info(
                    "scaled",
                    metadata: [
                        "deployment": "\(deployment.key)", "from": "\(deployment.replicas)", "to": "\(replicas)",
                    ]
                )
                return count("success")
            } catch KubeError.conflict {
                count("conflict")
                let uid = deployment.metadata.uid
                deployment = try await client.get(ScaledDeployment.self, deployment.key)
                // A new Deployment of the same name has its own number of replicas.
                guard deployment.metadata.uid == uid else { throw ScaleUpProblem.replaced }
            } catch {
                count("error")
                throw error
            }
        }
        throw ScaleConflict()
    }

    private func write(_ replicas: Int, to deployment: ObjectMeta) async throws {
        let patch: JSONValue = [
            "metadata": ["resourceVersion": .string(deployment.resourceVersion)],
            "spec": ["replicas": .integer(Int64(replicas))],
        ]
        try await client.mergePatch(ScaledDeployment.resource, deployment.key, subresource: .scale, patch)
    }

    private func count(_ outcome: String) {
        Counter(label: GatewayMetric.scaleWrites, dimensions: [("outcome", outcome)]).increment()
    }
}

/// Other controllers write to a Deployment faster than it can be scaled.
struct ScaleConflict: Error, CustomStringConvertible {
    var description: String { "another controller keeps writing to the Deployment" }
}
