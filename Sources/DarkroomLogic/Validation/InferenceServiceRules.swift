import DarkroomAPI

/// Requirements on an InferenceService.
enum InferenceServiceRules {
    /// Everything that is wrong with `service`.
    static func problems(_ service: InferenceService, _ configuration: OperatorConfiguration) -> [SpecProblem] {
        all.flatMap { $0.problems(service, configuration) }
    }

    static let all: [SpecRule<InferenceService>] = [container, replicas]

    static let container = SpecRule<InferenceService> { service, configuration in
        ContainerRules.problems(service.spec, at: "spec", configuration)
    }

    static let replicas = SpecRule<InferenceService> { service, _ in
        let scaling = service.spec.scaling
        guard scaling.minReplicas > scaling.maxReplicas else { return [] }
        let words =
            "is \(scaling.maxReplicas) but must be at least minReplicas, which is \(scaling.minReplicas)"
        return [SpecProblem(.invalidScaling, at: "spec.scaling.maxReplicas", words)]
    }
}
