/// Why a Workflow is not run: it uses a feature the stand-in does not know, or contradicts itself.
///
/// Running such a Workflow "as far as possible" would show a developer something real Argo would never do, so
/// the whole Workflow is refused instead.
public struct Refusal: Error, Hashable, Sendable {
    /// Where in the Workflow, such as `spec.templates[1].dag.tasks[0].when`.
    public let path: String
    /// What is wrong there and, where it helps, what would be right.
    public let problem: String

    /// Names a place and what is wrong with it.
    public init(_ path: String, _ problem: String) {
        self.path = path
        self.problem = problem
    }

    /// A field real Argo may well know, but the stand-in does not.
    static func unknownField(_ path: String) -> Refusal {
        Refusal(
            path,
            "the Argo development stand-in does not know this field; remove it, or use real Argo Workflows"
        )
    }
}

extension Refusal: CustomStringConvertible {
    /// `path: problem`, as it stands in `status.message`.
    public var description: String { "\(path): \(problem)" }
}
