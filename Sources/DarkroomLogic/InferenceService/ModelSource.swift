import DarkroomAPI
import KubeCore

/// The version of a model that the pods of an InferenceService serve, and how they get it.
struct ModelSource: Hashable, Sendable {
    /// How pods get a model.
    enum Access: Hashable, Sendable {
        /// They mount the volume that holds it.
        case volume(ModelVolume)
        /// They fetch it before their server starts, with these environment variables.
        case fetch(uri: String, [EnvVarApply])
    }

    private(set) var version: ModelVersion
    let access: Access
    /// Directory in the container that holds it.
    let mountPath: String
    /// The checkpoint, if the model is one.
    let checkpoint: CheckpointModel?

    /// The model that a spec names directly; nil when it names none, or a TrainingRun.
    init?(_ model: InferenceModel) {
        mountPath = model.mountPath
        checkpoint = nil
        switch model.source {
        case .pvc(let volume):
            access = .volume(volume)
            let path = volume.subPath.map { "/\($0)" } ?? ""
            version = ModelVersion(uri: "pvc://\(volume.claimName)\(path)")
        case .uri(let uri):
            access = .fetch(uri: uri, model.storage?.variables ?? [])
            version = ModelVersion(uri: Self.withoutQuery(uri))
        case .trainingRun, nil:
            return nil
        }
    }

    /// A checkpoint of a TrainingRun.
    init(_ checkpoint: CheckpointModel, mountPath: String) {
        self.mountPath = mountPath
        self.checkpoint = checkpoint
        access = .fetch(uri: checkpoint.version.uri, checkpoint.storage?.variables ?? [])
        version = checkpoint.version
        version.uri = Self.withoutQuery(version.uri)
    }

    /// Whether a pod was created to load this version.
    func isLoaded(by pod: PodView) -> Bool { pod.metadata.labels[DarkroomLabel.modelVersion] == label }

    /// Value of the pods' label ``DarkroomLabel/modelVersion``.
    var label: String { SpecHash.of((try? JSONValue(encoding: version)) ?? .null) }

    /// Path of the file, or of the directory, in the container.
    var path: String {
        switch access {
        case .volume: mountPath
        case .fetch(let uri, _): "\(mountPath)/\(Self.fileName(of: uri))"
        }
    }

    /// Name of a fetched file: the last part of its URI, whose extension tells servers the format. Anything but a plain
    /// name could lead out of the directory.
    static func fileName(of uri: String) -> String {
        let path = withoutQuery(uri).split(separator: "/", omittingEmptySubsequences: true)
        // Scheme and host are the first two parts.
        guard path.count > 2, let last = path.last, last.utf8.first != UInt8(ascii: "."), last.utf8.count <= 200,
            last.utf8.allSatisfy(isPlain)
        else { return "model" }
        return String(last)
    }

    /// A query may contain a signature, which grants access like a key.
    private static func withoutQuery(_ uri: String) -> String {
        guard uri.hasPrefix("https:") else { return uri }
        return String(uri.prefix { $0 != "?" && $0 != "#" })
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...122).contains(byte | 0x20) || "._-".utf8.contains(byte)
    }
}
