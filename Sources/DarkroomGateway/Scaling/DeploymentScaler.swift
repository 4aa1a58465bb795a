internal import DarkroomAPI
internal import DarkroomLogic
internal import KubeClient
internal import KubeCore
internal import KubeRuntime
internal import Logging
internal import Metrics

/// Writes how many pods the Deployment of a service is to have, through its scale subresource: nothing but that number
/// is the gateway's.
///
/// Every write names the version of the Deployment that it was concluded from. Of several replicas of the gateway that
/// wake one service at the same moment, the server lets one write through; the others find that nothing is left to do.
struct DeploymentScaler: ServiceScaler {
    /// Why a service cannot be scaled up at this moment.
    enum Problem: Error, CustomStringConvertible {
        case noService
        case stopped
        case noDeployment
        case replaced

        /// Whether nobody need wait for it to pass.
        var isFinal: Bool {
            switch self {
            case .noService, .stopped: true
            case .noDeployment, .replaced: false
            }
        }

        var description: String {
            switch self {
            case .noService: "the InferenceService is gone"
            case .stopped: "spec.stopped keeps it down"
            case .replaced: "its Deployment was replaced meanwhile"
            case .noDeployment: "it has no Deployment yet: see its status and whether the operator runs"
            }
        }
    }

    /// Nobody writes to a Deployment this often within a moment, unless something is very wrong.
    private static let attempts = 8

    let client: KubeClient
    let view: ClusterView
    let logger: Logger

    func scaleUp(_ service: ObjectKey) async throws {
        do {
            guard let object = view.services.store[service], !object.metadata.isBeingDeleted else {
                throw Problem.noService
            }
            guard !object.spec.stopped else { throw Problem.stopped }
            guard let deployment = view.deployment(of: service, uid: object.metadata.uid) else {
                throw Problem.noDeployment
            }
            let wanted = ServiceTraffic(of: object).scaling.minReplicas
            try await scale(deployment, to: max(1, wanted)) { $0 == 0 }
        } catch {
            logger.warning("wake-up failed", metadata: ["service": "\(service)", "error": "\(error)"])
            throw error
        }
    }

    /// Sets the number of pods.
    ///
    /// - Parameter condition: Whether the number that is found is still one that is to be changed.
    /// - Throws: ``KubeError`` when it is worth trying again; the write may have taken effect.
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
                // A successor of the same name has numbers of its own.
                guard deployment.metadata.uid == uid else { throw Problem.replaced }
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

/// A Deployment is written to by others faster than it can be scaled.
struct ScaleConflict: Error, CustomStringConvertible {
    var description: String { "somebody else keeps writing to the Deployment" }
}
