/// A CEL rule of a schema (`x-kubernetes-validations`).
///
/// Only functions of the first CEL release (Kubernetes 1.25) may be used: an older server than the newest refuses a
/// CRD whose rules it cannot compile. Servers before 1.25 drop the rules, so the reconciler checks the same again.
/// Source: https://kubernetes.io/docs/reference/using-api/cel/
public struct ValidationRule: Hashable, Sendable {
    /// Machine-readable cause of a refusal.
    public enum Reason: String, Hashable, Sendable {
        case invalid = "FieldValueInvalid"
        case forbidden = "FieldValueForbidden"
    }

    /// CEL expression that holds for valid values. One that names `oldSelf` is checked on updates only.
    public var rule: String
    /// What is required, as the server reports it when the rule does not hold.
    public var message: String
    /// Cause of the refusal.
    public var reason: Reason
    /// Path of the culprit below the schema, such as `.maxReplicas`; nil for the value itself.
    public var fieldPath: String?

    /// Makes a rule.
    public init(
        _ rule: String,
        message: String,
        reason: Reason = .invalid,
        fieldPath: String? = nil
    ) {
        self.rule = rule
        self.message = message
        self.reason = reason
        self.fieldPath = fieldPath
    }
}
