/// What administrators decide for all TrainingRuns.
public struct TrainingSettings: Hashable, Sendable {
    /// Trainer images by the framework that runs ask for.
    public var frameworks: [String: String]
    /// MLflow's tracking server for runs that name none.
    public var mlflowTrackingURI: String?
    /// How trainers report back; nil when they cannot.
    public var callbacks: Callbacks?

    /// How trainers report back.
    public struct Callbacks: Hashable, Sendable {
        /// Address of the callback server, as pods reach it; calls go to `{baseURL}/v1/jobs/{JOB_ID}/...`.
        public var baseURL: String
        /// How long a token is valid; the end of its attempt ends it sooner.
        public var tokenLifetimeSeconds: Int

        /// Describes a callback server. By default, tokens are valid for 90 days, because a run may wait
        /// long for its accelerator.
        public init(baseURL: String, tokenLifetimeSeconds: Int = 7_776_000) {
            self.baseURL = baseURL
            self.tokenLifetimeSeconds = tokenLifetimeSeconds
        }
    }

    /// Makes settings.
    public init(
        frameworks: [String: String] = [:],
        mlflowTrackingURI: String? = nil,
        callbacks: Callbacks? = nil
    ) {
        self.frameworks = frameworks
        self.mlflowTrackingURI = mlflowTrackingURI
        self.callbacks = callbacks
    }
}

extension TrainingSettings: Codable {
    private enum CodingKeys: String, CodingKey { case frameworks, mlflowTrackingURI, callbacks }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        frameworks = try container.decodeIfPresent([String: String].self, forKey: .frameworks) ?? [:]
        mlflowTrackingURI = try container.decodeIfPresent(String.self, forKey: .mlflowTrackingURI)
        callbacks = try container.decodeIfPresent(Callbacks.self, forKey: .callbacks)
    }
}

extension TrainingSettings.Callbacks: Codable {
    private enum CodingKeys: String, CodingKey { case baseURL, tokenLifetimeSeconds }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(baseURL: try container.decode(String.self, forKey: .baseURL))
        guard let seconds = try container.decodeIfPresent(Int.self, forKey: .tokenLifetimeSeconds) else {
            return
        }
        guard (60...315_360_000).contains(seconds) else {
            throw DecodingError.dataCorruptedError(
                forKey: .tokenLifetimeSeconds,
                in: container,
                debugDescription: "\(seconds) is not between 60 and 315360000 (ten years)"
            )
        }
        tokenLifetimeSeconds = seconds
    }
}
