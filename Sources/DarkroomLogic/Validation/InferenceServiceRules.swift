import DarkroomAPI

/// Requirements on an InferenceService.
enum InferenceServiceRules {
    /// Everything that is wrong with `service`.
    static func problems(_ service: InferenceService, _ configuration: OperatorConfiguration) -> [SpecProblem] {
        all.flatMap { $0.problems(service, configuration) }
    }

    static let all: [SpecRule<InferenceService>] = [
        container, replicas, concurrency, modelSource, toolImage, text, podMetadata,
    ]

    static let container = SpecRule<InferenceService> { service, configuration in
        let reserved: Set = service.spec.model == nil ? [] : [ModelEnvironment.path]
        return ContainerRules.problems(service.spec, at: "spec", reserved: reserved, configuration)
    }

    static let replicas = SpecRule<InferenceService> { service, _ in
        let scaling = service.spec.scaling
        guard scaling.minReplicas > scaling.maxReplicas else { return [] }
        let words =
            "is \(scaling.maxReplicas), but must be at least minReplicas, which is \(scaling.minReplicas)"
        return [SpecProblem(.invalidScaling, at: "spec.scaling.maxReplicas", words)]
    }

    static let concurrency = SpecRule<InferenceService> { service, _ in
        let scaling = service.spec.scaling
        guard scaling.containerConcurrency > 0, scaling.concurrency > scaling.containerConcurrency else {
            return []
        }
        let words = """
            is \(scaling.concurrency), but must be at most containerConcurrency, \
            which is \(scaling.containerConcurrency)
            """
        return [SpecProblem(.invalidScaling, at: "spec.scaling.concurrency", words)]
    }

    static let modelSource = SpecRule<InferenceService> { service, _ in
        guard let model = service.spec.model, model.source == nil else { return [] }
        let words = "must have exactly one of `pvc`, `uri` and `trainingRun`"
        return [SpecProblem(.invalidModel, at: "spec.model", words)]
    }

    static let toolImage = SpecRule<InferenceService> { service, configuration in
        guard let model = service.spec.model, model.uri != nil || model.trainingRun != nil else { return [] }
        guard (configuration.pods.toolImage ?? "").isEmpty else { return [] }
        let words = "cannot be fetched: the operator's configuration does not set pods.toolImage"
        return [SpecProblem(.invalidModel, at: "spec.model", words)]
    }

    static let text = SpecRule<InferenceService> { service, _ in TextRules.problems(service.spec) }

    static let podMetadata = SpecRule<InferenceService> { service, configuration in
        PodMetadataRules.problems(service.spec, configuration)
    }
}
