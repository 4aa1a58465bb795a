public import DarkroomAPI
public import KubeCore

/// What a trainer's call says, as far as it is understood. Unknown members are passed by, so that an old or a new
/// trainer is never turned away for what it says besides; nothing unknown reaches a status.
public enum CallbackBody: Hashable, Sendable {
    /// `POST .../heartbeat`: where the trainer is.
    case heartbeat(TrainingProgress)
    /// `POST .../event`: something happened; a checkpoint, if one was saved.
    case event(TrainingProgress, SavedCheckpoint?)
    /// `POST .../done`: the trainer is about to end.
    case done(TrainingResult.Outcome, metrics: [String: String], error: String?)

    /// A checkpoint, and whether it is the best so far.
    public struct SavedCheckpoint: Hashable, Sendable {
        var uri: String
        var isBest: Bool
    }
}

/// Where a trainer is, in its own words; what it leaves out is as it was.
public struct TrainingProgress: Hashable, Sendable {
    var progress: Int?
    var epoch: Int?
    var epochs: Int?
    var metrics: [String: String]
}

extension TrainingProgress {
    /// Reads what there is; a member of the wrong type counts as absent.
    init(_ body: JSONValue) {
        progress = body["progress"]?.number.map { Int(min(max($0, 0), 100)) }
        epoch = Self.epoch(body["epoch"])
        epochs = Self.epoch(body["epochs"] ?? body["total_epochs"])
        metrics = MetricText.metrics(body["metrics"])
    }

    private static func epoch(_ value: JSONValue?) -> Int? {
        value?.number.map { Int(min(max($0, 0), Double(TrainingReport.maxEpoch))) }
    }
}

extension CallbackBody {
    /// The calls there are.
    public enum Call: String, Sendable, CaseIterable {
        case heartbeat, event, done
    }

    /// Why a body is not taken, in words for whoever wrote the trainer.
    public struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
        public let description: String
    }

    /// Reads the body of a call.
    public init(_ call: Call, _ body: JSONValue) throws(Problem) {
        guard case .object = body else { throw Problem(description: "the body must be a JSON object") }
        switch call {
        case .heartbeat:
            self = .heartbeat(TrainingProgress(body))
        case .event:
            guard let type = body["type"]?.stringValue, !type.isEmpty else {
                throw Problem(description: "an event needs a type, such as checkpoint_saved")
            }
            self = .event(TrainingProgress(body), Self.checkpoint(type, body))
        case .done:
            guard let word = body["status"]?.stringValue, let outcome = Self.outcomes[word.lowercased()]
            else {
                throw Problem(description: "status must be succeeded or failed")
            }
            let metrics = MetricText.metrics(body["final_metrics"] ?? body["metrics"])
            let error = body["error"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
            self = .done(outcome, metrics: metrics, error: error?.excerpt(TrainingResult.maxErrorLength - 1))
        }
    }

    private static let outcomes: [String: TrainingResult.Outcome] = [
        "succeeded": .succeeded, "success": .succeeded, "completed": .succeeded,
        "failed": .failed, "failure": .failed, "error": .failed,
    ]

    /// Trainers that say nothing about it keep their best checkpoint under the name that the layout fixes.
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

extension JSONValue {
    /// The number, whichever way it is written.
    fileprivate var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value.isFinite ? value : nil
        default: nil
        }
    }
}
