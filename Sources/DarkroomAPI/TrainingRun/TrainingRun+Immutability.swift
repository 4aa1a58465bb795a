import KubeCRD

extension TrainingRun {
    /// Members of the spec that may change after the start, because they steer the run and do not describe it.
    private static var steering: [String] {
        TrainingRunSpec.fields.all.filter(\.isOutsideIdentity).map(\.name.stringValue)
    }

    /// The spec is fixed once the run has started: a Job's containers cannot be changed, and a run that
    /// describes something other than what ran is worse than an error.
    ///
    /// One rule compares members by name. The other compares the specs whole, which is the only comparison that
    /// reaches what CEL cannot see, and so has to stand back in an update that also steers; the reconciler, which
    /// keeps the hash of what it started, notices that case, as it does a change that came before the start was on
    /// record. Once it has, every change passes: one of them restores the spec, and the hash tells which.
    static var immutability: [ValidationRule] {
        [
            rule(describedMembers.map(unchanged).joined(separator: " && ")),
            rule("self.spec == oldSelf.spec || !(\(steering.map(unchanged).joined(separator: " && ")))"),
        ]
    }

    /// Reason of `Accepted` for a run whose spec has changed when it could not any more.
    public static let specImmutable = "SpecImmutable"

    private static let isNoticed = """
        (has(oldSelf.status.conditions) && oldSelf.status.conditions.exists(c, c.type == \
        '\(ConditionType.accepted)' && c.reason == '\(specImmutable)'))
        """

    private static func rule(_ holds: String) -> ValidationRule {
        ValidationRule(
            "!has(oldSelf.status) || !has(oldSelf.status.startTime) || \(isNoticed) || (\(holds))",
            message: """
                a TrainingRun that has started cannot change, except for \(steering.joined(separator: ", ")); \
                create another TrainingRun
                """,
            reason: .forbidden,
            fieldPath: ".spec"
        )
    }

    /// The other members, without those that CEL cannot see one by one. See ``ScalarValue``.
    private static var describedMembers: [String] {
        TrainingRunSpec.fields.properties.filter { !steering.contains($0.name) && !$0.schema.holdsScalars }.map(\.name)
    }

    private static func unchanged(_ member: String) -> String {
        let (new, old) = ("self.spec.\(member)", "oldSelf.spec.\(member)")
        return "(has(\(new)) ? has(\(old)) && \(new) == \(old) : !has(\(old)))"
    }
}

extension Schema {
    fileprivate var holdsScalars: Bool {
        guard case .map(let values, _) = shape, case .scalar = values.shape else { return false }
        return true
    }
}
