/// Why a version of a model is not available.
struct ModelProblem: Hashable, Sendable {
    /// For programs.
    let reason: String
    /// For people.
    let message: String
}
