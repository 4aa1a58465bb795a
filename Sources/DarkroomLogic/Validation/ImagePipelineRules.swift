import DarkroomAPI
import KubeCore

/// Requirements on an ImagePipeline.
enum ImagePipelineRules {
    /// Everything that is wrong with `pipeline`.
    static func problems(_ pipeline: ImagePipeline, _ configuration: OperatorConfiguration) -> [SpecProblem] {
        all.flatMap { $0.problems(pipeline, configuration) }
    }

    /// Argo takes 200 templates and 200 tasks at most; one template is the graph itself. The schema allows half.
    static let maxSteps = 199

    static let all: [SpecRule<ImagePipeline>] = [
        numberOfSteps, stepNames, uniqueStepNames, knownDependencies, noCycle, containers, parameterNames,
        noArgoExpressions, serviceAccount, text, rerunToken, podMetadata,
    ]

    static let numberOfSteps = SpecRule<ImagePipeline> { pipeline, _ in
        let count = pipeline.spec.steps.count
        guard count < 1 || count > maxSteps else { return [] }
        return [
            SpecProblem(.invalidSteps, at: "spec.steps", "has \(count) steps; it must have 1 to \(maxSteps)")
        ]
    }

    static let stepNames = SpecRule<ImagePipeline> { pipeline, _ in
        eachStep(pipeline) { step, path in
            guard !DNSName.isLabel(step.name) else { return [] }
            let words = """
                \(step.name.quoted) is not a valid step name; use lower-case letters, digits and '-', \
                at most \(ObjectName.labelLimit), with a letter or digit at both ends
                """
            return [SpecProblem(.invalidName, at: "\(path).name", words)]
        }
    }

    static let uniqueStepNames = SpecRule<ImagePipeline> { pipeline, _ in
        var first: [String: Int] = [:]
        return pipeline.spec.steps.enumerated().compactMap { index, step in
            guard let earlier = first[step.name] else {
                first[step.name] = index
                return nil
            }
            let words =
                "\(step.name.quoted) is already the name of spec.steps[\(earlier)]; step names must be unique"
            return SpecProblem(.duplicateStep, at: "spec.steps[\(index)].name", words)
        }
    }

    static let knownDependencies = SpecRule<ImagePipeline> { pipeline, _ in
        let names = Set(pipeline.spec.steps.map(\.name))
        return eachStep(pipeline) { step, path in
            step.dependsOn.filter { !names.contains($0) }.map { name in
                let known = pipeline.spec.steps.map(\.name).filter { $0 != step.name }
                let others = known.isEmpty ? "there are no other steps" : "the other steps are \(known.quotedList())"
                let words = "unknown step \(name.quoted); \(others)"
                return SpecProblem(.unknownDependency, at: "\(path).dependsOn", words)
            }
        }
    }

    static let noCycle = SpecRule<ImagePipeline> { pipeline, _ in
        guard let cycle = StepGraph(pipeline.spec.steps).cycle else { return [] }
        let words =
            "the steps depend on each other in a cycle: \(cycle.map { $0.excerpt(63) }.joined(separator: " → "))"
        return [SpecProblem(.dependencyCycle, at: "spec.steps", words)]
    }

    static let containers = SpecRule<ImagePipeline> { pipeline, configuration in
        eachStep(pipeline) { step, path in ContainerRules.problems(step, at: path, configuration) }
    }

    static let parameterNames = SpecRule<ImagePipeline> { pipeline, _ in
        eachStep(pipeline) { step, path in
            ParameterRules.names(step.parameters, at: "\(path).parameters")
        }
    }

    /// Argo expands `{{...}}` anywhere in a Workflow before it creates pods: a value that contains it would not arrive
    /// as it was written, and could read what it must not see.
    static let noArgoExpressions = SpecRule<ImagePipeline> { pipeline, _ in
        guard let spec = try? JSONValue(encoding: pipeline.spec) else { return [] }
        return spec.strings(at: "spec").filter { $0.text.contains("{{") }.map { found in
            let words =
                "\(found.text.quoted) contains \"{{\", which Argo Workflows would expand; it is not allowed here"
            return SpecProblem(.invalidParameters, at: found.path, words)
        }
    }

    static let serviceAccount = SpecRule<ImagePipeline> { pipeline, configuration in
        let usual = ["default", configuration.argo.serviceAccountName].compactMap(\.self)
        let allowed = configuration.limits.serviceAccounts ?? usual
        guard let name = pipeline.spec.serviceAccountName, !allowed.contains(name), !allowed.contains("*")
        else { return [] }
        let words =
            "\(name.quoted) is not allowed in this cluster; allowed service accounts are \(allowed.quotedList())"
        return [SpecProblem(.serviceAccountNotAllowed, at: "spec.serviceAccountName", words)]
    }

    static let text = SpecRule<ImagePipeline> { pipeline, _ in TextRules.problems(pipeline.spec) }

    static let rerunToken = SpecRule<ImagePipeline> { pipeline, _ in
        TextRules.problems(annotation: DarkroomAnnotation.runID, of: pipeline.metadata)
    }

    static let podMetadata = SpecRule<ImagePipeline> { pipeline, configuration in
        PodMetadataRules.problems(pipeline.spec, configuration)
    }

    private static func eachStep(
        _ pipeline: ImagePipeline,
        _ problems: (ImagePipelineStep, _ path: String) -> [SpecProblem]
    ) -> [SpecProblem] {
        pipeline.spec.steps.enumerated().flatMap { index, step in problems(step, "spec.steps[\(index)]") }
    }
}
