/// A volume of a pod to write: a user's claim, a Secret or an empty directory; never a directory of the node.
public struct VolumeApply: Hashable, Sendable, Encodable {
    /// Name by which containers mount it.
    public var name: String
    /// Volume that exists already.
    public var persistentVolumeClaim: Claim?
    /// Directory that lives as long as the pod.
    public var emptyDir: EmptyDirectory?
    /// Secret whose keys become files.
    public var secret: Secret?

    /// A PersistentVolumeClaim of the pod's namespace.
    public struct Claim: Hashable, Sendable, Encodable {
        /// Name of the claim.
        public var claimName: String
        /// Whether the pod may only read it.
        public var readOnly: Bool
    }

    /// An empty directory.
    public struct EmptyDirectory: Hashable, Sendable, Encodable {
        /// `Memory` for one that is no part of a disk; nil for the node's own.
        public var medium: String?
        /// Greatest size; nil for no bound of its own.
        public var sizeLimit: String?
    }

    /// A Secret of the pod's namespace.
    public struct Secret: Hashable, Sendable, Encodable {
        /// Name of the Secret.
        public var secretName: String
    }

    /// The keys of a Secret as files.
    public init(name: String, secret secretName: String) {
        self.name = name
        secret = Secret(secretName: secretName)
    }

    /// A claim that the pod may only read.
    public init(name: String, reading claimName: String) {
        self.name = name
        persistentVolumeClaim = Claim(claimName: claimName, readOnly: true)
    }

    /// A claim that the pod may write to.
    public init(name: String, writing claimName: String) {
        self.name = name
        persistentVolumeClaim = Claim(claimName: claimName, readOnly: false)
    }

    /// An empty directory.
    public init(emptyDirectory name: String) {
        self.name = name
        emptyDir = EmptyDirectory()
    }

    /// An empty directory in the memory of the containers that write to it.
    public init(memory name: String, sizeLimit: String) {
        self.name = name
        emptyDir = EmptyDirectory(medium: "Memory", sizeLimit: sizeLimit)
    }
}

/// Where a container finds a volume.
public struct VolumeMountApply: Hashable, Sendable, Encodable {
    /// Name of the volume.
    public var name: String
    /// Directory in the container.
    public var mountPath: String
    /// Part of the volume; nil is all of it.
    public var subPath: String?
    /// Whether the container may only read it; nil lets it write.
    public var readOnly: Bool?

    /// Mounts a volume.
    public init(name: String, mountPath: String, subPath: String? = nil, readOnly: Bool? = nil) {
        self.name = name
        self.mountPath = mountPath
        self.subPath = subPath
        self.readOnly = readOnly
    }
}
