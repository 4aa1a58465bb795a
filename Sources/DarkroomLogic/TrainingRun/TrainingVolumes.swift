import DarkroomAPI

/// The directories that a trainer finds in its container, at the paths that trainers know.
enum TrainingVolumes {
    private static let checkpoints = "checkpoints"
    private static let storage = "storage"

    /// Volumes of the pod. Without a claim, checkpoints get an empty directory, because an image that does not run as root
    /// could not create it.
    static func volumes(of spec: TrainingRunSpec) -> [VolumeApply] {
        if let claim = spec.storage?.claimName { return [VolumeApply(name: storage, writing: claim)] }
        return [VolumeApply(emptyDirectory: checkpoints)]
    }

    /// What the trainer mounts.
    static func mounts(of spec: TrainingRunSpec) -> [VolumeMountApply] {
        let path = "/workspace/checkpoints"
        guard spec.storage?.claimName != nil else {
            return [VolumeMountApply(name: checkpoints, mountPath: path)]
        }
        return datasetMounts(of: spec) + [VolumeMountApply(name: storage, mountPath: path, subPath: checkpoints)]
    }

    /// What a container that only reads the data set mounts.
    static func datasetMounts(of spec: TrainingRunSpec) -> [VolumeMountApply] {
        guard spec.storage?.claimName != nil else { return [] }
        let path = "/workspace/datasets"
        return [VolumeMountApply(name: storage, mountPath: path, subPath: "datasets", readOnly: true)]
    }
}
