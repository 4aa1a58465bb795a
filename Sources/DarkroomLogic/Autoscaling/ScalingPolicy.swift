/// How many replicas a service gets for its requests.
public struct ScalingPolicy: Hashable, Sendable {
    /// Fewest replicas; 0 lets an idle service sleep.
    public var minReplicas: Int
    /// Most replicas.
    public var maxReplicas: Int
    /// Requests in progress per replica to aim for.
    public var concurrency: Double
    /// Time without any request after which the last replica stops.
    public var idle: Duration
    /// Window of the average that decides as a rule.
    public var stableWindow: Duration
    /// Window of the average that decides when load rises steeply.
    public var panicWindow: Duration
    /// Load above which the panic window decides, as a multiple of what the ready replicas should carry.
    public var panicThreshold: Double
    /// Most replicas after one step, as a multiple of the ready replicas.
    public var maxScaleUpRate: Double
    /// Fewest replicas after one step: the ready replicas divided by this.
    public var maxScaleDownRate: Double

    /// Makes a policy; the defaults are Knative's.
    public init(
        minReplicas: Int = 0,
        maxReplicas: Int = 1,
        concurrency: Double = 1,
        idle: Duration = .seconds(300),
        stableWindow: Duration = .seconds(60),
        panicWindow: Duration = .seconds(6),
        panicThreshold: Double = 2,
        maxScaleUpRate: Double = 1000,
        maxScaleDownRate: Double = 2
    ) {
        self.minReplicas = minReplicas
        self.maxReplicas = maxReplicas
        self.concurrency = concurrency
        self.idle = idle
        self.stableWindow = stableWindow
        self.panicWindow = panicWindow
        self.panicThreshold = panicThreshold
        self.maxScaleUpRate = maxScaleUpRate
        self.maxScaleDownRate = maxScaleDownRate
    }
}
