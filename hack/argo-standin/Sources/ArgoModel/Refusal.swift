/// Why a Workflow is not run: it uses a feature that the stand-in does not support, or contradicts itself.
///
/// Running such a Workflow "as far as possible" would show a developer behaviour that a real Argo does not have, so
/// the whole Workflow is refused instead.
public struct Refusal: Error, Hashable, Sendable {
    /// The path in the Workflow, such as `spec.templates[1].dag.tasks[0].when`.
    public let path: String
    /// The problem and, if helpful, the fix.
    public let problem: String

    /// Creates a refusal with a path and a problem.
    public init(_ path: String, _ problem: String) {
        self.path = path
        self.problem = problem
    }

    /// A field that a real Argo may support, but the stand-in does not.
    static func unknownField(_ path: String) -> Refusal {
        Refusal(
            path,
            "the Argo development stand-in does not know this field; remove it, or use real Argo Workflows"
        )
    }
}

extension Refusal: CustomStringConvertible {
    /// `path: problem`, as in `status.message`.
    public var description: String { "\(path): \(problem)" }
}
