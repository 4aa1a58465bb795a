/// Names of the tasks in a run's graph, which are also part of the names of Argo's status nodes.
enum ImagePipelineTaskName {
    /// The step's own name, unless it begins with a digit, which Argo does not allow for tasks that others depend on. The
    /// capital keeps the changed name distinct from those of all steps, which have none.
    static func task(of step: String) -> String {
        let beginsWithDigit = step.utf8.first.map { (48...57).contains($0) } ?? false
        return beginsWithDigit ? "Step-\(step)" : step
    }
}
