import DarkroomAPI
import KubeCore

/// Ways from a run to the record of its experiment.
enum TrackingLinks {
    /// Nil where no tracking is asked for, or no server is known.
    static func status(_ situation: TrainingRunSituation) -> TrainingTrackingStatus? {
        status(of: situation.run, serverOfCluster: situation.mlflowTrackingURI)
    }

    private static func status(
        of run: TrainingRun,
        serverOfCluster: String?
    ) -> TrainingTrackingStatus? {
        guard let mlflow = run.spec.tracking.mlflow,
            let server = mlflow.trackingURI ?? serverOfCluster
        else { return nil }
        let base = String(server.reversed().drop { $0 == "/" }.reversed())
        // Source: https://mlflow.org/docs/latest/search-runs#tags
        let filter = "tags.`darkroom.uid` = '\(run.metadata.uid)'"
        return TrainingTrackingStatus(mlflow: MLflowLinks(url: "\(base)/#/experiments", filter: filter))
    }
}
