public import KubeCRD
public import KubeCore

/// Which version of its model an ``InferenceService`` has.
public struct InferenceModelStatus: Hashable, FieldCoded {
    /// The version that containers serve, or would serve when woken.
    public var serving: ModelVersion?
    /// The version that new containers are loading; nil when they are loading none.
    public var loading: ModelVersion?

    /// Names versions.
    public init(serving: ModelVersion? = nil, loading: ModelVersion? = nil) {
        self.serving = serving
        self.loading = loading
    }

    public static let fields = Fields("Versions of the service's model.", from: InferenceModelStatus()) {
        Field("serving", \.serving, "Version that the containers serve, or would serve when woken.")
        Field(
            "loading",
            \.loading,
            "Version that new containers are loading; the old containers serve until the new ones can."
        )
    }
}

/// A version of a model.
public struct ModelVersion: Hashable, FieldCoded {
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

    public static let fields = Fields("A version of a model.", from: ModelVersion(uri: "")) {
        Field(
            required: "uri",
            \.uri,
            .string(length: 1...2048),
            "Where it is: `pvc://claim/path`, `s3://bucket/key` or `https://...` without its query."
        )
        Field("epoch", \.epoch, .epoch, "Epoch of the training it was saved in.")
        Field("time", \.time, "When it was reported as saved.")
    }
}
