public import KubeCRD

/// The model that containers of an ``InferenceService`` load: one of a volume, an address, a training.
public struct InferenceModel: Hashable, FieldCoded {
    /// Volume that holds it.
    public var pvc: ModelVolume?
    /// Address it is fetched from.
    public var uri: String?
    /// Training whose best checkpoint it is.
    public var trainingRun: ModelTraining?
    /// Object store that it is fetched from.
    public var storage: ObjectStore?
    /// Directory in the container where it is.
    public var mountPath = "/models"

    /// A model on a volume.
    public init(pvc: ModelVolume) {
        self.pvc = pvc
    }

    /// A model to fetch.
    public init(uri: String, storage: ObjectStore? = nil) {
        self.uri = uri
        self.storage = storage
    }

    /// A model that is being trained.
    public init(trainingRun: ModelTraining) {
        self.trainingRun = trainingRun
    }

    private init() {}

    public static let fields = Fields(
        """
        Model that the containers load. They find it, read-only, at `mountPath`, and the path of the file or \
        directory in the environment variable MODEL_PATH.
        """,
        from: InferenceModel(),
        rules: [
            ValidationRule(
                "[has(self.pvc), has(self.uri), has(self.trainingRun)].filter(given, given).size() == 1",
                message: "must have exactly one of `pvc`, `uri` and `trainingRun`"
            )
        ]
    ) {
        Field("pvc", \.pvc)
        Field(
            "uri",
            \.uri,
            .string(StringFormat(length: 1...2048, pattern: "^(s3|https)://[!-~]+$", words: "an `s3` or `https` URL")),
            "Address of a file that is fetched before a container starts: `s3://bucket/key` or `https://...`."
        )
        Field("trainingRun", \.trainingRun)
        Field(
            "storage",
            \.storage,
            """
            Object store of an `s3://` address. Without it, that of the TrainingRun; only the container that \
            fetches the model gets the keys.
            """
        )
        Field(
            "mountPath",
            \.mountPath,
            .string(
                StringFormat(
                    length: 2...255,
                    pattern: "^(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$",
                    words: "an absolute path of letters, digits, `-`, `_` and `.`"
                )
            ),
            "Directory in the container that holds the model."
        )
    }
}

extension InferenceModel {
    /// Where a model comes from.
    public enum Source: Hashable, Sendable {
        case pvc(ModelVolume)
        case uri(String)
        case trainingRun(ModelTraining)
    }

    /// Where the model comes from; nil when the manifest names several sources or none, which servers before
    /// Kubernetes 1.25 let through.
    public var source: Source? {
        switch (pvc, uri, trainingRun) {
        case (let volume?, nil, nil): .pvc(volume)
        case (nil, let uri?, nil): .uri(uri)
        case (nil, nil, let training?): .trainingRun(training)
        default: nil
        }
    }
}

/// A volume that holds a model; mounted without a copy.
public struct ModelVolume: Hashable, FieldCoded {
    /// Name of the PersistentVolumeClaim.
    public var claimName: String
    /// Path of the model within the volume; nil is all of it.
    public var subPath: String?

    /// Names a volume.
    public init(claimName: String, subPath: String? = nil) {
        self.claimName = claimName
        self.subPath = subPath
    }

    public static let fields = Fields(
        "Volume that holds the model; mounted read-only, never copied.",
        from: ModelVolume(claimName: "")
    ) {
        Field(
            required: "claimName",
            \.claimName,
            .string(.dnsSubdomain),
            "Name of a PersistentVolumeClaim in the same namespace."
        )
        Field(
            "subPath",
            \.subPath,
            .string(
                StringFormat(
                    length: 1...1024,
                    pattern: "^[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$",
                    words: "a relative path of letters, digits, `-`, `_` and `.`"
                )
            ),
            "Path of the model within the volume; without it, the whole volume."
        )
    }
}

/// A training whose best checkpoint is served.
public struct ModelTraining: Hashable, FieldCoded {
    /// Name of the TrainingRun.
    public var name: String

    /// Names a training.
    public init(name: String) { self.name = name }

    public static let fields = Fields(
        """
        TrainingRun whose best checkpoint is served. When there is a better one, the containers are replaced, each \
        only after its successor can serve.
        """,
        from: ModelTraining(name: "")
    ) {
        Field(required: "name", \.name, .string(.dnsSubdomain), "Name of a TrainingRun in the same namespace.")
    }
}
