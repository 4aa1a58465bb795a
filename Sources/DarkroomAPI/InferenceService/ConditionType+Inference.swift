extension ConditionType {
    /// The service serves the latest version of the model; False says why it does not. Set by the operator.
    public static let modelReady = "ModelReady"
    /// The gateway serves every route of the spec; False says which it does not, and why. The gateway's.
    public static let routesAccepted = "RoutesAccepted"
    /// The gateway knows how much work the queue of `spec.async` has; False says why not. The gateway's.
    public static let queueReadable = "QueueReadable"
}
