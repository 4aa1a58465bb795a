/// How many replicas a service gets for how many requests.
public struct ScalingPolicy: Hashable, Sendable {
    /// Fewest replicas; 0 lets an idle service go.
    public var minReplicas: Int
    /// Most replicas.
    public var maxReplicas: Int
    /// Requests in progress that one replica is to have.
    public var targetConcurrency: Double
    /// How long there must have been no request at all before the last replica goes.
    public var idle: Duration
    /// Window of the average that decides as a rule.
    public var stableWindow: Duration
    /// Window of the average that decides when load rises steeply.
    public var panicWindow: Duration
    /// Load steep enough for that, as a multiple of what the ready pods are to carry.
    public var panicThreshold: Double
    /// Most replicas after one step, as a multiple of the ready ones.
    public var maxScaleUpRate: Double
    /// Fewest replicas after one step: the ready ones divided by this.
    public var maxScaleDownRate: Double

    /// Makes a policy; the defaults are Knative's.
    public init(
        minReplicas: Int = 0,
        maxReplicas: Int = 1,
        targetConcurrency: Double = 1,
        idle: Duration = .seconds(300),
        stableWindow: Duration = .seconds(60),
        panicWindow: Duration = .seconds(6),
        panicThreshold: Double = 2,
        maxScaleUpRate: Double = 1000,
        maxScaleDownRate: Double = 2
    ) {
        self.minReplicas = minReplicas
        self.maxReplicas = maxReplicas
        self.targetConcurrency = targetConcurrency
        self.idle = idle
        self.stableWindow = stableWindow
        self.panicWindow = panicWindow
        self.panicThreshold = panicThreshold
        self.maxScaleUpRate = maxScaleUpRate
        self.maxScaleDownRate = maxScaleDownRate
    }
}
