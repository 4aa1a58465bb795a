extension ConditionType {
    /// The trainer reports as often as `timeouts` want; there only while a container runs that has to. TrainingRun
    /// only.
    public static let responsive = "Responsive"
}
