/// One requirement on a custom resource. A kind's requirements are a list of these, so that all problems are reported
/// together and each rule can be read, and tested, alone.
struct SpecRule<Object: Sendable>: Sendable {
    /// The problems this rule finds; none when the object meets it.
    let problems: @Sendable (Object, OperatorConfiguration) -> [SpecProblem]

    init(_ problems: @escaping @Sendable (Object, OperatorConfiguration) -> [SpecProblem]) {
        self.problems = problems
    }
}
