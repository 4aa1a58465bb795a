/// How long the cluster keeps children that have ended, if the operator does not remove them.
enum ChildRetention {
    /// Ten years: practically for ever. The field is set because where it is missing others fill it in (Argo's
    /// `workflowDefaults`, admission policies that tidy up Jobs), and a child that is removed before its end is on record
    /// cannot tell that its work is done.
    static let seconds = 315_360_000
}
