public import KubeCore

/// Which version of its model an ``InferenceService`` has.
public struct InferenceModelStatus: Hashable, Sendable, Codable {
    /// The one that containers serve, or would serve when woken.
    public var serving: ModelVersion?
    /// The one that new containers are loading; nil when there is nothing to load.
    public var loading: ModelVersion?

    /// Names versions.
    public init(serving: ModelVersion? = nil, loading: ModelVersion? = nil) {
        self.serving = serving
        self.loading = loading
    }
}

extension InferenceModelStatus: Schematic {
    public static let schema = Schema.object(
        "Which version of its model the service has.",
        [
            .optional(
                "serving",
                ModelVersion.schema,
                "The one that containers serve, or would serve when woken."
            ),
            .optional(
                "loading",
                ModelVersion.schema,
                "The one that new containers are loading; the old ones serve until those can."
            ),
        ]
    )
}

/// A version of a model.
public struct ModelVersion: Hashable, Sendable, Codable {
    /// Where it is, without what may hold a secret.
    public var uri: String
    /// Epoch of the training it was saved in.
    public var epoch: Int?
    /// When its being saved was reported: one address may get one version after the other.
    public var time: Timestamp?

    /// Describes a version.
    public init(uri: String, epoch: Int? = nil, time: Timestamp? = nil) {
        self.uri = uri
        self.epoch = epoch
        self.time = time
    }
}

extension ModelVersion: Schematic {
    public static let schema = Schema.object(
        "A version of a model.",
        [
            .required(
                "uri",
                .string(length: 1...2048),
                "Where it is: `pvc://claim/path`, `s3://bucket/key` or `https://...` without its query."
            ),
            .optional("epoch", .integer(0...1_000_000_000), "Epoch of the training it was saved in."),
            .timestamp("time", "When its being saved was reported."),
        ]
    )
}
