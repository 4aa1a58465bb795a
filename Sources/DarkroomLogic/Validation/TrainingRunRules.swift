import DarkroomAPI
import KubeCore

/// Requirements on a TrainingRun.
enum TrainingRunRules {
    /// Everything that is wrong with `run`.
    static func problems(_ run: TrainingRun, _ configuration: OperatorConfiguration) -> [SpecProblem] {
        all.flatMap { $0.problems(run, configuration) }
    }

    static let all: [SpecRule<TrainingRun>] = [
        imageOrFramework, container, fallbackClasses, datasetChecks, hyperparameterNames, distinctVariables,
        variableLengths,
        text, traceID, podMetadata,
    ]

    static let imageOrFramework = SpecRule<TrainingRun> { run, configuration in
        switch (run.spec.image, run.spec.framework) {
        case (nil, nil), (.some, .some):
            let words = "must have exactly one of `image` and `framework`"
            return [SpecProblem(.invalidImage, at: "spec", words)]
        case (.some, nil):
            return []
        case (nil, .some(let framework)):
            let known = configuration.training.frameworks
            guard known[framework] == nil else { return [] }
            let advice =
                known.isEmpty
                ? "this cluster has none, so set `image`"
                : "known frameworks are \(known.keys.sorted().quotedList())"
            let words = "unknown framework \(framework.quoted); \(advice)"
            return [SpecProblem(.unknownFramework, at: "spec.framework", words)]
        }
    }

    static let container = SpecRule<TrainingRun> { run, configuration in
        let container = TrainingContainer(run.spec, configuration)
        // `imageOrFramework` has reported a missing image already.
        guard !container.image.isEmpty || run.spec.image != nil else { return [] }
        let variables = TrainingEnvironment.variables(of: run, configuration).map(\.name)
        let reserved = Set(variables + ["BACKEND_BASE_URL", "CALLBACK_URL", "CALLBACK_TOKEN", "RESUME_FROM"])
        return ContainerRules.problems(
            container,
            at: "spec",
            reserved: reserved.subtracting(TrainingEnvironment.replaceable),
            configuration
        )
    }

    static let fallbackClasses = SpecRule<TrainingRun> { run, configuration in
        let known = configuration.accelerators
        return (run.spec.accelerator?.fallback ?? []).enumerated().compactMap { index, name in
            guard known[name] == nil else { return nil }
            let words =
                "unknown accelerator class \(name.quoted); known classes are \(known.keys.sorted().quotedList())"
            return SpecProblem(.unknownAccelerator, at: "spec.accelerator.fallback[\(index)]", words)
        }
    }

    static let datasetChecks = SpecRule<TrainingRun> { run, configuration in
        guard let dataset = run.spec.dataset, dataset.verify != nil else { return [] }
        let path = "spec.dataset.verify"
        if (configuration.pods.toolImage ?? "").isEmpty {
            let words = "cannot be checked: the operator's configuration does not set pods.toolImage"
            return [SpecProblem(.invalidDataset, at: path, words)]
        }
        if run.spec.storage == nil, dataset.uri?.hasPrefix("/") != true {
            let words = "requires spec.storage, which says where the data set is"
            return [SpecProblem(.invalidDataset, at: path, words)]
        }
        return []
    }

    static let hyperparameterNames = SpecRule<TrainingRun> { run, _ in
        ParameterRules.names(run.spec.hyperparameters, at: "spec.hyperparameters")
    }

    static let distinctVariables = SpecRule<TrainingRun> { run, _ in
        let names = run.spec.hyperparameters.keys.sorted()
        return Dictionary(grouping: names, by: TrainingEnvironment.variableName(forHyperparameter:))
            .filter { $0.value.count > 1 }
            .sorted { $0.key < $1.key }
            .map { variable, names in
                let words =
                    "\(names.quotedList()) would become the same variable, \(variable.excerpt(80)); keep one"
                return SpecProblem(.invalidParameters, at: "spec.hyperparameters", words)
            }
    }

    /// The variables that Darkroom makes of several fields can be longer than any of them.
    static let variableLengths = SpecRule<TrainingRun> { run, configuration in
        TrainingEnvironment.variables(of: run, configuration).compactMap { variable in
            guard let value = variable.value else { return nil }
            let path = variable.name.hasPrefix("MLFLOW_") ? "spec.tracking.mlflow" : "spec.hyperparameters"
            return ArgumentLength.problem("\(variable.name)=\(value)", at: path, .invalidParameters)
        }
    }

    static let text = SpecRule<TrainingRun> { run, _ in TextRules.problems(run.spec) }

    static let traceID = SpecRule<TrainingRun> { run, _ in
        TextRules.problems(annotation: DarkroomAnnotation.traceID, of: run.metadata)
    }

    static let podMetadata = SpecRule<TrainingRun> { run, configuration in
        PodMetadataRules.problems(run.spec, configuration)
    }
}
