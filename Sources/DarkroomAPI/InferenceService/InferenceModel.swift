import KubeCore

/// The model that containers of an ``InferenceService`` load: one of a volume, an address, a training.
public struct InferenceModel: Hashable, Sendable, Encodable {
    /// Volume that holds it.
    public var pvc: ModelVolume?
    /// Address it is fetched from.
    public var uri: String?
    /// Training whose best checkpoint it is.
    public var trainingRun: ModelTraining?
    /// Object store that it is fetched from.
    public var storage: ObjectStore?
    /// Directory in the container where it is.
    public var mountPath: String

    /// A model on a volume.
    public init(pvc: ModelVolume, mountPath: String = defaultMountPath) {
        self.init(mountPath)
        self.pvc = pvc
    }

    /// A model to fetch.
    public init(uri: String, storage: ObjectStore? = nil, mountPath: String = defaultMountPath) {
        self.init(mountPath)
        self.uri = uri
        self.storage = storage
    }

    /// A model that is being trained.
    public init(trainingRun: ModelTraining, mountPath: String = defaultMountPath) {
        self.init(mountPath)
        self.trainingRun = trainingRun
    }

    private init(_ mountPath: String) { self.mountPath = mountPath }

    /// Where models are unless said otherwise.
    public static let defaultMountPath = "/models"

    private enum CodingKeys: String, CodingKey { case pvc, uri, trainingRun, storage, mountPath }
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

extension InferenceModel: Decodable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        pvc = try container.decodeIfPresent(ModelVolume.self, forKey: .pvc)
        uri = try container.decodeIfPresent(String.self, forKey: .uri)
        trainingRun = try container.decodeIfPresent(ModelTraining.self, forKey: .trainingRun)
        storage = try container.decodeIfPresent(ObjectStore.self, forKey: .storage)
        mountPath = try container.value(.mountPath, default: Self.defaultMountPath)
    }
}

extension InferenceModel: Schematic {
    public static let schema = Schema.object(
        """
        Model that the containers load. They find it, read-only, at `mountPath`, and the path of the file or \
        directory in the environment variable MODEL_PATH.
        """,
        [
            .optional("pvc", ModelVolume.schema),
            .optional(
                "uri",
                .string(StringFormat(length: 1...2048, pattern: "^(s3|https)://[!-~]+$")),
                "Address of a file that is fetched before a container starts: `s3://bucket/key` or `https://...`."
            ),
            .optional("trainingRun", ModelTraining.schema),
            .optional(
                "storage",
                ObjectStore.schema,
                """
                Object store of an `s3://` address. Without it, that of the TrainingRun; only the container that \
                fetches the model gets the keys.
                """
            ),
            .optional(
                "mountPath",
                .string(StringFormat(length: 2...255, pattern: "^(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$")),
                default: .string(defaultMountPath),
                "Directory in the container where the model is."
            ),
        ],
        rules: [
            ValidationRule(
                "[has(self.pvc), has(self.uri), has(self.trainingRun)].filter(given, given).size() == 1",
                message: "give the model exactly one of `pvc`, `uri` and `trainingRun`"
            )
        ]
    )
}

/// A volume that holds a model: mounted as it is, with no copy.
public struct ModelVolume: Hashable, Sendable, Codable {
    /// Name of the PersistentVolumeClaim.
    public var claimName: String
    /// Path of the model within the volume; nil is all of it.
    public var subPath: String?

    /// Names a volume.
    public init(claimName: String, subPath: String? = nil) {
        self.claimName = claimName
        self.subPath = subPath
    }
}

extension ModelVolume: Schematic {
    public static let schema = Schema.object(
        "Volume that holds the model; mounted read-only, never copied.",
        [
            .required("claimName", .string(.dnsSubdomain), "Name of a PersistentVolumeClaim in the same namespace."),
            .optional(
                "subPath",
                .string(
                    StringFormat(
                        length: 1...1024,
                        pattern: "^[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$"
                    )
                ),
                "Path of the model within the volume; without it, the whole volume."
            ),
        ]
    )
}

/// A training whose best checkpoint is served.
public struct ModelTraining: Hashable, Sendable, Codable {
    /// Name of the TrainingRun.
    public var name: String

    /// Names a training.
    public init(name: String) { self.name = name }
}

extension ModelTraining: Schematic {
    public static let schema = Schema.object(
        """
        TrainingRun whose best checkpoint is served. When there is a better one, the containers are replaced, each \
        only when its successor can serve.
        """,
        [.required("name", .string(.dnsSubdomain), "Name of a TrainingRun in the same namespace.")]
    )
}
