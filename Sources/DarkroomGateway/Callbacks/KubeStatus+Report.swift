internal import DarkroomAPI
internal import KubeCore

extension KubeStatus {
    /// Whether the API server objects to something that a trainer has reported. Objections to the rest of the run are not
    /// the trainer's: once somebody has mended the object, the report can be stored.
    var isAboutReport: Bool {
        (details?.causes ?? []).contains { cause in
            let path = (cause.field ?? "").split { $0 == "." || $0 == "[" }
            return path.count > 1 && path[0] == "status" && TrainingReport.memberNames.contains(String(path[1]))
        }
    }
}
