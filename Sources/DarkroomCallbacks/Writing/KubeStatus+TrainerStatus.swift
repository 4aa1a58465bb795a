internal import DarkroomAPI
internal import KubeCore

extension KubeStatus {
    /// Whether the API server objects to something that a trainer has reported. Objections to the rest of the run are
    /// not the trainer's fault: the report can be stored as soon as the object has been corrected.
    var isAboutTrainerStatus: Bool {
        (details?.causes ?? []).contains { cause in
            let path = (cause.field ?? "").split { $0 == "." || $0 == "[" }
            return path.count > 1 && path[0] == "status" && TrainerStatus.memberNames.contains(String(path[1]))
        }
    }
}
