public import KubeCore

/// One training of one model: a Job that runs once to its end.
public struct TrainingRun: DarkroomResource {
    public static let resource = DarkroomGroup.resource(kind: "TrainingRun", plural: "trainingruns")

    public var metadata: ObjectMeta
    public var spec: TrainingRunSpec
    public var status: TrainingRunStatus?
    /// What the trainer has reported; part of the status in the object, but written by another program.
    public var trainerStatus: TrainerStatus

    /// Makes a run, for tests.
    public init(
        metadata: ObjectMeta,
        spec: TrainingRunSpec,
        status: TrainingRunStatus? = nil,
        trainerStatus: TrainerStatus = TrainerStatus()
    ) {
        self.metadata = metadata
        self.spec = spec
        self.status = status
        self.trainerStatus = trainerStatus
    }

    private enum CodingKeys: String, CodingKey { case metadata, spec, status }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        metadata = try container.decode(ObjectMeta.self, forKey: .metadata)
        spec = try container.decode(TrainingRunSpec.self, forKey: .spec)
        status = container.lenientValue(.status)
        trainerStatus = container.lenientValue(.status) ?? TrainerStatus()
    }
}
