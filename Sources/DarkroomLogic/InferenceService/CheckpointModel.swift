import DarkroomAPI
import KubeCore

/// A checkpoint that a service's pods serve, as recorded on their Deployment: they keep it when its TrainingRun is
/// deleted, and while a newer one cannot be fetched.
struct CheckpointModel: Hashable, Sendable, AnnotationRecord {
    /// Name of the TrainingRun.
    let trainingRun: String
    /// Which checkpoint.
    let version: ModelVersion
    /// Store that holds it.
    let storage: ObjectStore?

    /// The best checkpoint of a run; nil before the first. If the trainer marks none as the best, the last one counts
    /// once the run has succeeded.
    init?(of run: TrainingRun, storage: ObjectStore?) {
        let saved = run.trainerStatus.checkpoints
        let last = run.status?.phase == .succeeded ? saved?.latest : nil
        guard let checkpoint = saved?.best ?? last else { return nil }
        trainingRun = run.metadata.name
        version = ModelVersion(uri: checkpoint.uri, epoch: checkpoint.epoch, time: checkpoint.time)
        self.storage = storage ?? run.spec.storage?.store
    }

    var fitsStatus: Bool { version.fitsStatus }

    /// The checkpoint of this run that a Deployment records; nil without one.
    init?(recordedOn deployment: DeploymentView?, of trainingRun: String) {
        self.init(DarkroomAnnotation.checkpoint, of: deployment?.metadata)
        guard self.trainingRun == trainingRun else { return nil }
    }

    /// Why the checkpoint cannot be fetched, as trainers may report any URI; nil when it can.
    var problem: ModelProblem? {
        let isKnown = ["s3://", "https://"].contains(where: version.uri.hasPrefix)
        guard isKnown, version.uri.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return ModelProblem(
                reason: "UnusableCheckpoint",
                message: """
                    The checkpoint \(version.uri.quoted) of TrainingRun \(trainingRun) cannot be fetched: its URI must \
                    begin with s3:// or https:// and have no spaces
                    """
            )
        }
        return nil
    }
}
