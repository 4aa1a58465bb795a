import DarkroomAPI

/// Requirements on a TrainingRun.
enum TrainingRunRules {
    /// Everything that is wrong with `run`.
    static func problems(_ run: TrainingRun, _ configuration: OperatorConfiguration) -> [SpecProblem] {
        all.flatMap { $0.problems(run, configuration) }
    }

    static let all: [SpecRule<TrainingRun>] = [
        container, fallbackClasses, hyperparameterNames, distinctVariables,
    ]

    static let container = SpecRule<TrainingRun> { run, configuration in
        let reserved = Set(TrainingEnvironment.variables(of: run).map(\.name))
        return ContainerRules.problems(
            TrainingContainer(run.spec),
            at: "spec",
            reserved: reserved,
            configuration
        )
    }

    static let fallbackClasses = SpecRule<TrainingRun> { run, configuration in
        let known = configuration.accelerators
        return (run.spec.accelerator?.fallback ?? []).enumerated().compactMap { index, name in
            guard known[name] == nil else { return nil }
            let words =
                "there is no accelerator class \(name.quoted); known are \(known.keys.sorted().quotedList())"
            return SpecProblem(.unknownAccelerator, at: "spec.accelerator.fallback[\(index)]", words)
        }
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
                    "\(names.quotedList()) would all become the variable \(variable.excerpt(80)); keep one"
                return SpecProblem(.invalidParameters, at: "spec.hyperparameters", words)
            }
    }
}
