internal import DarkroomAPI
internal import KubeCore

/// A trainer's own report of its progress. Omitted members have not changed.
struct TrainingProgress: Hashable, Sendable {
    var progress: Int?
    var epoch: Int?
    var epochs: Int?
    var metrics: [String: String]

    /// Reads the members that are there; one of the wrong type counts as absent.
    init(_ body: JSONValue) {
        progress = body["progress"]?.number.map { Int(min(max($0, 0), 100)) }
        epoch = Self.epoch(body["epoch"])
        epochs = Self.epoch(body["epochs"] ?? body["total_epochs"])
        metrics = MetricText.metrics(body["metrics"])
    }

    private static func epoch(_ value: JSONValue?) -> Int? {
        value?.number.map { Int(min(max($0, 0), Double(TrainerStatus.maxEpoch))) }
    }
}

extension JSONValue {
    /// The number, whether it is written as an integer or not.
    fileprivate var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value.isFinite ? value : nil
        default: nil
        }
    }
}
