import DarkroomAPI

/// The `/dev/shm` of a container: a directory in memory through which its processes share data.
///
/// A container runtime makes it 64 MiB. Data loaders with worker processes hand over each batch there, and are ended by
/// SIGBUS when it is full. What is in it counts as the container's memory, so a share of the memory limit costs nothing
/// until it is used.
struct SharedMemory: Hashable, Sendable {
    /// Where it is in the container.
    static let path = "/dev/shm"
    /// Name of the volume.
    private static let volumeName = "shared-memory"

    /// Size in Kubernetes' notation.
    let size: String

    /// Nil when the request asks for that of the container runtime.
    init?(_ request: some ContainerRequest) {
        if let size = request.sharedMemory {
            guard size.bytes != 0 else { return nil }
            self.size = size.text
        } else {
            self.size = Self.size(memoryLimit: request.resources.limits["memory"]?.bytes)
        }
    }

    /// Half of the memory, and never less than container runtimes give.
    private static func size(memoryLimit: Int64?) -> String {
        guard let memoryLimit else { return "1Gi" }
        return "\(max(64, memoryLimit / 2 / (1 << 20)))Mi"
    }

    /// Mounts it in a container, unless a volume of the user's is there.
    ///
    /// - Returns: The volume that the pod needs for it.
    func mount(in container: inout ContainerApply) -> VolumeApply? {
        let mounts = container.volumeMounts ?? []
        guard !mounts.contains(where: { $0.mountPath == Self.path }) else { return nil }
        container.volumeMounts = mounts + [VolumeMountApply(name: Self.volumeName, mountPath: Self.path)]
        return VolumeApply(memory: Self.volumeName, sizeLimit: size)
    }
}

extension SharedMemory {
    /// The pod with shared memory for its only container.
    func added(to pod: PodSpecApply) -> PodSpecApply {
        var pod = pod
        guard var container = pod.containers?.first, let volume = mount(in: &container) else { return pod }
        pod.containers = [container]
        pod.volumes = (pod.volumes ?? []) + [volume]
        return pod
    }
}
