/// Whether a TrainingRun's spec can be carried out.
enum SpecAcceptance: Sendable, Hashable {
    case accepted
    /// Nothing was made from it, and nothing can be.
    case invalid([SpecProblem])
    /// It differs from the spec that the run was started with, which stays in effect.
    case changedTooLate
}
