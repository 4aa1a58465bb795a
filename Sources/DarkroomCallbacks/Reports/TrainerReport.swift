internal import DarkroomAPI
internal import DarkroomLogic
internal import KubeCore

/// The known content of one call of a trainer. Unknown members are ignored, so that the server never rejects an older
/// or newer trainer because of them; they never reach a status.
enum TrainerReport: Hashable, Sendable {
    /// `POST .../heartbeat`: how far the trainer is.
    case heartbeat(TrainingProgress)
    /// `POST .../event`: something happened; a checkpoint, if one was saved.
    case event(TrainingProgress, SavedCheckpoint?)
    /// `POST .../done`: the trainer is about to exit.
    case done(TrainingResult.Outcome, metrics: [String: String], error: String?)

    /// The kinds of report; their raw values are the last component of the path.
    enum Kind: String, CaseIterable {
        case heartbeat, event, done
        /// Kubeflow's form of a heartbeat, which Hugging Face's Trainer sends by itself.
        case trainerStatus = "trainer-status"
    }

    /// A call that says nothing but that its sender is alive.
    static let signOfLife = TrainerReport.heartbeat(TrainingProgress())

    /// A checkpoint, and whether it is the best so far.
    struct SavedCheckpoint: Hashable, Sendable {
        var uri: String
        var isBest: Bool
    }

    /// Why a body is rejected, described for the author of the trainer.
    struct Problem: Error, Hashable, CustomStringConvertible {
        let description: String
    }
}

extension TrainerReport {
    /// Reads the body of a call.
    init(
        _ kind: Kind,
        _ body: JSONValue,
        _ selection: MetricSelection = MetricSelection(wanted: nil)
    ) throws(Problem) {
        guard case .object = body else { throw Problem(description: "the body must be a JSON object") }
        switch kind {
        case .heartbeat:
            self = .heartbeat(TrainingProgress(body, selection))
        case .trainerStatus:
            guard let status = body["trainerStatus"], case .object = status else {
                throw Problem(description: "trainerStatus must be an object")
            }
            self = .heartbeat(TrainingProgress(kubeflow: status, selection))
        case .event:
            guard let type = body["type"]?.stringValue, !type.isEmpty else {
                throw Problem(description: "an event needs a type, such as checkpoint_saved")
            }
            self = .event(TrainingProgress(body, selection), Self.checkpoint(type, body))
        case .done:
            guard let word = body["status"]?.stringValue, let outcome = Self.outcomes[word.lowercased()]
            else {
                throw Problem(description: "status must be succeeded or failed")
            }
            let metrics = selection.merged(MetricText.metrics(body["final_metrics"] ?? body["metrics"]))
            let error = body["error"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
            self = .done(outcome, metrics: metrics, error: error?.excerpt(TrainingResult.maxErrorLength - 1))
        }
    }

    /// Seconds that the trainer thinks it still needs, if it says so.
    var remainingSeconds: Int? {
        switch self {
        case .heartbeat(let progress), .event(let progress, _): progress.remainingSeconds
        case .done: nil
        }
    }

    /// The report without a checkpoint that is not where the run's may be, and what to say about that.
    func confined(to locations: CheckpointLocations) -> (report: TrainerReport, problem: String?) {
        guard case .event(let progress, let saved?) = self, !locations.contains(saved.uri) else { return (self, nil) }
        let problem = """
            the checkpoint \(saved.uri.excerpt(300)) does not count, because it is not below \(locations.own); add its \
            location to spec.checkpoints.allowedPrefixes
            """
        return (.event(progress, nil), problem)
    }

    private static let outcomes: [String: TrainingResult.Outcome] = [
        "succeeded": .succeeded, "success": .succeeded, "completed": .succeeded,
        "failed": .failed, "failure": .failed, "error": .failed,
    ]

    /// Trainers that do not mark the best checkpoint name it according to the layout.
    private static func isNamedBest(_ uri: String) -> Bool {
        uri.split(separator: "/").last?.hasPrefix("best.") ?? false
    }

    private static func checkpoint(_ type: String, _ body: JSONValue) -> SavedCheckpoint? {
        guard type.lowercased().hasPrefix("checkpoint") else { return nil }
        let names = ["uri", "checkpoint_uri", "url", "path"]
        guard let uri = names.lazy.compactMap({ body[$0]?.stringValue }).first,
            !uri.isEmpty, uri == uri.excerpt(TrainingCheckpoint.maxURILength)
        else { return nil }
        let isBest = (body["best"] ?? body["is_best"])?.boolValue ?? isNamedBest(uri)
        return SavedCheckpoint(uri: uri, isBest: isBest)
    }
}
