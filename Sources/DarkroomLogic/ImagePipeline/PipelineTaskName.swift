/// Names of the tasks in a run's graph, by which Argo also calls the nodes of its status.
enum PipelineTaskName {
    /// The step's own name, except that Argo allows no digit at the beginning of a task that others depend on. The
    /// capital keeps the changed name apart from those of all steps, which have none.
    static func task(of step: String) -> String {
        let beginsWithDigit = step.utf8.first.map { (48...57).contains($0) } ?? false
        return beginsWithDigit ? "Step-\(step)" : step
    }
}
