import DarkroomAPI
import KubeCore

/// A checkpoint that a service's pods serve, as it is recorded on their Deployment: they go on with it when its training
/// is gone, and while a newer one is not to be had.
struct CheckpointModel: Hashable, Sendable, AnnotationRecord {
    /// Name of the TrainingRun.
    let trainingRun: String
    /// Which checkpoint.
    let version: ModelVersion
    /// Store that it is in.
    let storage: ObjectStore?

    /// The best checkpoint of a run; nil while there is none. A trainer that marks none as the best has its last one
    /// served, once it has ended well.
    init?(of run: TrainingRun, storage: ObjectStore?) {
        let saved = run.trainerStatus.checkpoints
        let last = run.status?.phase == .succeeded ? saved?.latest : nil
        guard let checkpoint = saved?.best ?? last else { return nil }
        trainingRun = run.metadata.name
        version = ModelVersion(uri: checkpoint.uri, epoch: checkpoint.epoch, time: checkpoint.time)
        self.storage = storage ?? run.spec.storage?.store
    }

    /// The checkpoint recorded on a Deployment; nil when there is none, or one of another run.
    init?(recordedOn deployment: DeploymentView?, of trainingRun: String) {
        self.init(DarkroomAnnotation.checkpoint, of: deployment?.metadata)
        guard self.trainingRun == trainingRun else { return nil }
    }

    /// What is wrong with the checkpoint's address, which trainers report as they like; nil when it can be fetched.
    var problem: String? {
        let isKnown = ["s3://", "https://"].contains(where: version.uri.hasPrefix)
        guard isKnown, version.uri.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return "The checkpoint \(version.uri.quoted) of TrainingRun \(trainingRun) cannot be fetched: its address "
                + "begins neither with s3:// nor with https://"
        }
        return nil
    }
}
