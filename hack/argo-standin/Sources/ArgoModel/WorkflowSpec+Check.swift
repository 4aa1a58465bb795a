import KubeCore

/// Checks of the relations between the parts of a Workflow: references, arguments and tags.
extension WorkflowSpec {
    /// Refuses a Workflow with a part that could not run later, so that nothing starts that cannot be finished.
    func check() throws(Refusal) {
        guard let entry = templates[entrypoint] else {
            throw Refusal("spec.entrypoint", "there is no template '\(entrypoint)'")
        }
        for (index, argument) in arguments.enumerated() {
            let path = "spec.arguments.parameters[\(index)].value"
            guard let value = argument.value else { throw Refusal(path, "is missing") }
            try Tags.check(value, at: path, known: [])
        }
        try pod.checkTags(at: "spec", metadata: "podMetadata", known: [])
        for template in templates.values.sorted(by: { $0.path < $1.path }) { try check(template) }
        try checkArguments(arguments, for: entry, at: "spec.arguments")
        var depths: [String: Int] = [:]
        guard try depth(of: entry, inside: [], known: &depths) <= Self.deepestNesting else {
            throw Refusal(entry.path, "templates are nested more than \(Self.deepestNesting) deep")
        }
    }

    /// A real Argo allows more; this limits the recursion over nodes.
    private static let deepestNesting = 20

    /// Tags with the same value throughout the Workflow.
    private var globalTags: Set<String> {
        Set(arguments.map { "workflow.parameters.\($0.name)" })
            .union(["workflow.name", "workflow.namespace", "workflow.uid"])
    }

    private func check(_ template: Template) throws(Refusal) {
        for (index, input) in template.inputs.enumerated() {
            guard let value = input.value else { continue }
            try Tags.check(value, at: "\(template.path).inputs.parameters[\(index)]", known: [])
        }
        var known = globalTags.union(template.inputs.map { "inputs.parameters.\($0.name)" })
        switch template.body {
        case .container(let container):
            known.insert("pod.name")
            if template.retryStrategy != nil { known.insert("retries") }
            try Tags.check(container, at: "\(template.path).container", known: known)
        case .dag(let dag):
            for task in dag.tasks { try check(task, known: known) }
        }
        try template.pod.checkTags(at: template.path, metadata: "metadata", known: known)
    }

    private func check(_ task: DAG.Task, known: Set<String>) throws(Refusal) {
        switch task.fanOut {
        case nil: break
        case .items(let items): try Tags.check(.array(items), at: "\(task.path).withItems", known: known)
        case .parameter(let text): try Tags.check(text, at: "\(task.path).withParam", known: known)
        }
        let known = task.fanOut == nil ? known : known.union(["item"])
        for (index, argument) in task.arguments.enumerated() {
            let path = "\(task.path).arguments.parameters[\(index)].value"
            guard let value = argument.value else { throw Refusal(path, "is missing") }
            try Tags.check(value, at: path, known: known)
        }
        guard let template = templates[task.template] else {
            throw Refusal("\(task.path).template", "there is no template '\(task.template)'")
        }
        try checkArguments(task.arguments, for: template, at: "\(task.path).arguments")
    }

    private func checkArguments(
        _ arguments: [Parameter],
        for template: Template,
        at path: String
    ) throws(Refusal) {
        let given = Set(arguments.map(\.name))
        for input in template.inputs where input.value == nil && !given.contains(input.name) {
            throw Refusal(path, "the template '\(template.name)' needs a parameter '\(input.name)'")
        }
    }

    /// Levels of templates under `template`, itself included; `known` keeps what was counted already.
    ///
    /// A template that contains itself would never end. A real Argo allows it, with `when` to stop it.
    private func depth(
        of template: Template,
        inside outer: Set<String>,
        known: inout [String: Int]
    ) throws(Refusal) -> Int {
        if let depth = known[template.name] { return depth }
        guard !outer.contains(template.name) else {
            throw Refusal(template.path, "the template '\(template.name)' contains itself")
        }
        var deepest = 0
        if case .dag(let dag) = template.body {
            for name in Set(dag.tasks.map(\.template)).sorted() {
                guard let inner = templates[name] else { continue }
                deepest = max(
                    deepest,
                    try depth(of: inner, inside: outer.union([template.name]), known: &known)
                )
            }
        }
        known[template.name] = deepest + 1
        return deepest + 1
    }
}
