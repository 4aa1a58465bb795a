public import KubeCore

/// A template that runs other templates, each after its dependencies.
public struct DAG: Hashable, Sendable {
    /// The tasks, each after its dependencies.
    public var tasks: [Task]
    /// Whether no further task starts after one has failed.
    public var failFast: Bool

    /// One task: a template with its arguments.
    public struct Task: Hashable, Sendable {
        /// Its name within the DAG.
        public var name: String
        /// The template it runs.
        public var template: String
        /// Arguments for the template's inputs; values may contain tags.
        public var arguments: [Parameter]
        /// The tasks that must succeed first.
        public var dependencies: [String]
        /// Runs the template once for each item.
        public var fanOut: FanOut?
        /// The task's path in the Workflow.
        public var path: String
    }

    /// The items of a fan-out, for each of which a task runs.
    public enum FanOut: Hashable, Sendable {
        /// `withItems`: the items; strings may contain tags.
        case items([JSONValue])
        /// `withParam`: text with tags whose result is a JSON list.
        case parameter(String)
    }
}

extension DAG {
    init(_ reader: FieldReader) throws(Refusal) {
        var fields = reader
        failFast = try fields.bool("failFast") ?? true
        var tasks: [Task] = []
        for element in try fields.array("tasks", atMost: WorkflowSpec.mostTemplates) {
            let task = try Task(element)
            guard !tasks.contains(where: { $0.name == task.name }) else {
                throw Refusal("\(element.path).name", "'\(task.name)' is there twice")
            }
            tasks.append(task)
        }
        try fields.finish()
        guard !tasks.isEmpty else { throw Refusal(fields.path(of: "tasks"), "is missing") }
        self.tasks = try Self.ordered(tasks)
    }

    /// Sorts every task after its dependencies (Kahn's algorithm, which otherwise keeps the given order).
    private static func ordered(_ tasks: [Task]) throws(Refusal) -> [Task] {
        let names = Set(tasks.map(\.name))
        for task in tasks {
            guard let unknown = task.dependencies.first(where: { !names.contains($0) }) else { continue }
            throw Refusal("\(task.path).dependencies", "there is no task '\(unknown)'")
        }
        var ordered: [Task] = []
        var placed: Set<String> = []
        var waiting = tasks
        while !waiting.isEmpty {
            let ready = waiting.filter { placed.isSuperset(of: $0.dependencies) }
            guard !ready.isEmpty else {
                let cycle = waiting.map(\.name).joined(separator: ", ")
                throw Refusal(waiting[0].path, "tasks depend on each other in a circle, or on one: \(cycle)")
            }
            ordered += ready
            placed.formUnion(ready.map(\.name))
            waiting.removeAll { placed.contains($0.name) }
        }
        return ordered
    }
}

extension DAG.Task {
    fileprivate init(_ element: FieldReader.Element) throws(Refusal) {
        var fields = try FieldReader(element.value, at: element.path)
        path = element.path
        name = try fields.objectName("name")
        template = try fields.requiredString("template")
        arguments = try Parameter.list(in: &fields, member: "arguments")
        dependencies = try fields.strings("dependencies")
        if let depends = try fields.string("depends") {
            guard dependencies.isEmpty else {
                throw Refusal(fields.path(of: "depends"), "cannot be used together with dependencies")
            }
            dependencies = try Self.names(in: depends, at: fields.path(of: "depends"))
        }
        for name in dependencies where !isExpressionOperand(name) {
            throw Refusal(
                "\(path).dependencies",
                "Argo makes an expression of them, in which '\(name)' is not the name of a task"
            )
        }
        fanOut = try DAG.FanOut(&fields)
        try fields.finish()
    }

    /// `depends` in its simplest form, names joined by `&&`, is equivalent to `dependencies`.
    private static func names(in depends: String, at path: String) throws(Refusal) -> [String] {
        var names: [String] = []
        for part in depends.split(separator: "&&", omittingEmptySubsequences: false) {
            let name = String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            guard isArgoName(name) else {
                throw Refusal(
                    path,
                    "the Argo development stand-in knows only task names joined by '&&', not '\(depends)'"
                )
            }
            names.append(name)
        }
        return names
    }
}

extension DAG.FanOut {
    fileprivate init?(_ fields: inout FieldReader) throws(Refusal) {
        let items = try fields.array("withItems")
        let parameter = try fields.string("withParam")
        guard items.isEmpty || parameter == nil else {
            throw Refusal(fields.path(of: "withParam"), "cannot be used together with withItems")
        }
        for item in items where item.value.plainText == nil {
            throw Refusal(
                item.path,
                "the Argo development stand-in knows only strings, numbers and truth values"
            )
        }
        if let parameter {
            self = .parameter(parameter)
        } else if !items.isEmpty {
            self = .items(items.map(\.value))
        } else {
            return nil
        }
    }
}

/// Whether `name` can be a template's or task's name: `^[a-zA-Z0-9][-a-zA-Z0-9]*$`, at most 128 bytes.
func isArgoName(_ name: String) -> Bool {
    func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
    guard let first = name.utf8.first, name.utf8.count <= 128 else { return false }
    return isAlphanumeric(first) && name.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
}

/// Whether a task that others depend on can have this name: Argo makes `(name.Succeeded || …)` of it, with `_` for `-`, and
/// evaluates that with expr-lang.
func isExpressionOperand(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return false }
    return !expressionWords.contains(name)
}

/// The words of expr-lang that are not names.
private let expressionWords: Set<String> = [
    "and", "contains", "else", "endsWith", "false", "if", "in", "let", "matches", "nil", "not", "or", "startsWith",
    "true",
]

extension FieldReader {
    mutating func objectName(_ name: String) throws(Refusal) -> String {
        let text = try requiredString(name)
        guard isArgoName(text) else {
            throw Refusal(
                path(of: name),
                "'\(text)' is not a name: letters, digits and '-', at most 128, no '-' first"
            )
        }
        return text
    }
}
