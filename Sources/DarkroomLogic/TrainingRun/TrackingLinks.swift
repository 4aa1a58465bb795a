import DarkroomAPI
import KubeCore

/// Links from a run to the record of its experiment.
enum TrackingLinks {
    /// Nil when the run asks for no tracking, or when no server is known.
    ///
    /// - Parameter serverOfCluster: Address of the server of runs that name none.
    static func status(of run: TrainingRun, serverOfCluster: String?) -> TrainingTrackingStatus? {
        guard let mlflow = run.spec.tracking.mlflow,
            let server = mlflow.trackingURI ?? serverOfCluster
        else { return nil }
        let base = String(server.reversed().drop { $0 == "/" }.reversed())
        // Source: https://mlflow.org/docs/latest/search-runs#tags
        let filter = "tags.`darkroom.uid` = '\(run.metadata.uid)'"
        return TrainingTrackingStatus(mlflow: MLflowLinks(url: "\(base)/#/experiments", filter: filter))
    }
}
