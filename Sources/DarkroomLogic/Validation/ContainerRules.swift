import DarkroomAPI
import KubeCore

/// Requirements on the container of any kind.
enum ContainerRules {
    /// What is wrong with `request`, which stands at `path` of the custom resource.
    ///
    /// - Parameter reserved: Environment variables Darkroom itself sets.
    static func problems(
        _ request: any ContainerRequest,
        at path: String,
        reserved: Set<String> = [],
        _ configuration: OperatorConfiguration
    ) -> [SpecProblem] {
        image(request, path, configuration) + accelerator(request, path, configuration)
            + environment(request, path, reserved) + resources(request, path, configuration)
            + sharedMemory(request, path) + arguments(request, path)
    }

    private static func image(
        _ request: any ContainerRequest,
        _ path: String,
        _ configuration: OperatorConfiguration
    ) -> [SpecProblem] {
        let path = "\(path).image"
        guard !request.image.isEmpty else {
            return [SpecProblem(.invalidImage, at: path, "is empty; set it to a container image")]
        }
        guard !request.image.contains(where: \.isWhitespace) else {
            let words = "\(request.image.quoted) contains white space, which an image name cannot"
            return [SpecProblem(.invalidImage, at: path, words)]
        }
        guard let prefixes = configuration.limits.imagePrefixes else { return [] }
        guard !prefixes.contains(where: { isImage(request.image, below: $0) }) else { return [] }
        let words = """
            \(request.image.quoted) is not allowed in this cluster; images must come from \(prefixes.quotedList())
            """
        return [SpecProblem(.imageNotAllowed, at: path, words)]
    }

    /// Whether an image is of a registry or repository. A bare prefix ends at a separator: `ghcr.io/example`
    /// must not let `ghcr.io/example-of-another-owner` in.
    private static func isImage(_ image: String, below prefix: String) -> Bool {
        guard !prefix.isEmpty, image.hasPrefix(prefix) else { return false }
        guard let next = image.dropFirst(prefix.count).first else { return true }
        return prefix.hasSuffix("/") || ["/", ":", "@"].contains(next)
    }

    private static func accelerator(
        _ request: any ContainerRequest,
        _ path: String,
        _ configuration: OperatorConfiguration
    ) -> [SpecProblem] {
        guard let accelerator = request.accelerator, configuration.accelerators[accelerator.class] == nil
        else { return [] }
        let known = configuration.accelerators.keys.sorted()
        let advice = known.isEmpty ? "this cluster has none" : "known classes are \(known.quotedList())"
        let words = "unknown accelerator class \(accelerator.class.quoted); \(advice)"
        return [SpecProblem(.unknownAccelerator, at: "\(path).accelerator.class", words)]
    }

    private static func environment(
        _ request: any ContainerRequest,
        _ path: String,
        _ reserved: Set<String>
    ) -> [SpecProblem] {
        var seen: Set<String> = []
        return request.env.enumerated().flatMap { index, variable -> [SpecProblem] in
            let path = "\(path).env[\(index)]"
            func problem(_ words: String) -> SpecProblem { SpecProblem(.invalidEnvironment, at: path, words) }
            var problems: [SpecProblem] = []
            if variable.source == nil {
                problems.append(
                    problem(
                        "\(variable.name.quoted) must have exactly one of `value` and `secretKeyRef`"
                    )
                )
            }
            if reserved.contains(variable.name) {
                problems.append(
                    problem("\(variable.name.quoted) is set by Darkroom; use another name")
                )
            } else if !seen.insert(variable.name).inserted {
                problems.append(problem("\(variable.name.quoted) is defined twice"))
            }
            return problems
        }
    }

    private static func resources(
        _ request: any ContainerRequest,
        _ path: String,
        _ configuration: OperatorConfiguration
    ) -> [SpecProblem] {
        let accelerators = Set(configuration.accelerators.values.map(\.resourceName))
        let named = [("requests", request.resources.requests), ("limits", request.resources.limits)]
        return named.flatMap { member, amounts in
            amounts.keys.sorted().compactMap { name in
                guard accelerators.contains(name) else { return nil }
                let words = "request \(name) through `accelerator`, which also selects nodes that have it"
                return SpecProblem(.invalidResources, at: "\(path).resources.\(member)", words)
            }
        }
    }

    private static func sharedMemory(_ request: any ContainerRequest, _ path: String) -> [SpecProblem] {
        guard let size = request.sharedMemory, let limit = request.resources.limits["memory"] else { return [] }
        guard let bytes = size.bytes, let allowed = limit.bytes, bytes > allowed else { return [] }
        let words = """
            is \(size.text.excerpt(40)), but must be at most resources.limits.memory, which is \(limit.text.excerpt(40)): \
            what is in /dev/shm counts as the container's memory
            """
        return [SpecProblem(.invalidResources, at: "\(path).sharedMemory", words)]
    }

    private static func arguments(_ request: any ContainerRequest, _ path: String) -> [SpecProblem] {
        let named = [("command", request.command), ("args", request.args)]
        let arguments = named.flatMap { member, texts in
            texts.enumerated().compactMap { index, text in
                ArgumentLength.problem(text, at: "\(path).\(member)[\(index)]", .invalidParameters)
            }
        }
        let variables = request.env.enumerated().compactMap { index, variable in
            variable.value.flatMap {
                ArgumentLength.problem("\(variable.name)=\($0)", at: "\(path).env[\(index)]", .invalidEnvironment)
            }
        }
        return arguments + variables
    }
}
