/// Names of the tasks in a run's graph, which are also part of the names of Argo's status nodes.
///
/// Argo makes an expression of the names that a task depends on: `(resize.Succeeded || resize.Skipped || …)`, with `_`
/// in place of `-`. A name that is not an identifier of that language, or that is a word of it, ends the run in an error.
enum ImagePipelineTaskName {
    /// Words of Argo's expressions, as far as a step can have them as its name.
    static let expressionWords: Set<String> = [
        "and", "contains", "else", "false", "if", "in", "let", "matches", "nil", "not", "or", "true",
    ]

    /// The step's own name, unless it could not stand in an expression. The capital keeps the changed name distinct from
    /// those of all steps, which have none.
    static func task(of step: String) -> String {
        let beginsWithDigit = step.utf8.first.map { (48...57).contains($0) } ?? false
        return beginsWithDigit || expressionWords.contains(step) ? "Step-\(step)" : step
    }

    /// Names that the step's task can have in an existing Workflow: earlier releases left words of expressions as they
    /// were, and such a run works as long as no other step depends on this one.
    static func candidates(of step: String) -> [String] {
        let task = task(of: step)
        return task == step ? [step] : [task, step]
    }
}
