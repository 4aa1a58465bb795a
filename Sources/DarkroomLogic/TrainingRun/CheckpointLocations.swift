public import DarkroomAPI
import KubeCore

/// Where the checkpoints of a run may be.
///
/// Services serve what a trainer reports as its best checkpoint, and the next attempt resumes from its last one: a report
/// must not lead them to an address that the author of the spec has not chosen.
public struct CheckpointLocations: Sendable {
    /// Address for `CHECKPOINT_URI`, under which the trainer saves its checkpoints.
    public let own: String
    private let prefixes: [String]

    /// Directory of a trainer's container that is always there.
    static let directory = "/workspace/checkpoints"

    public init(of run: TrainingRun) {
        let hasStore = run.spec.storage.map { $0.type != .local } ?? false
        // By the trainers' contract this is the run's place in any store, also in one that the spec does not describe.
        let conventional = "s3://checkpoints/job-\(run.metadata.uid)"
        own = run.spec.checkpoints.uri ?? (hasStore ? conventional : Self.directory)
        let ofContract = run.spec.checkpoints.uri == nil ? [conventional] : []
        prefixes = [own, Self.directory] + ofContract + run.spec.checkpoints.allowedPrefixes
    }

    /// Whether a checkpoint with this address counts.
    public func contains(_ uri: String) -> Bool {
        let address = uri.hasPrefix("file:///") ? String(uri.dropFirst("file://".count)) : uri
        guard !Self.leavesItsDirectory(address) else { return false }
        return prefixes.contains { prefix in
            let directory = String(prefix.reversed().drop { $0 == "/" }.reversed())
            return address == directory || address.hasPrefix(directory + "/")
        }
    }

    /// Whether an address has parts that programs resolve to another one.
    private static func leavesItsDirectory(_ address: String) -> Bool {
        let encoded = address.lowercased()
        if encoded.contains("%2e") || encoded.contains("%2f") || encoded.contains("%5c") { return true }
        return address.split { $0 == "/" || $0 == "\\" }.contains { $0 == "." || $0 == ".." }
    }
}
