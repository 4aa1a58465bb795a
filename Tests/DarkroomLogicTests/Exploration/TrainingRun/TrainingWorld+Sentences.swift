import DarkroomAPI

extension TrainingWorld {
    func sentence(for action: Action, after: TrainingWorld) -> String {
        switch action {
        case .operatorReconciles: "The operator reconciles: \(accomplishment(after))."
        case .operatorDiesMidway: "The operator dies between its writes and the status: \(accomplishment(after))."
        case .operatorReturns: "An operator starts."
        case .operatorGoesAway: "The operator goes away."
        case .cacheCatchesUp(let cache): "The operator's cache of \(cache) catches up."
        case .cacheFallsBehind(let cache): "The operator's cache of \(cache) falls behind."
        case .jobControllerSyncs: "The Job controller syncs: \(accomplishment(after))."
        case .garbageCollectorRuns: "The garbage collector ends the pods of a deleted Job."
        case .podStarts(let pod): "The trainer of pod-\(pod) starts."
        case .trainerFinishes(let pod): "The trainer of pod-\(pod) has done all of its work and exits with 0."
        case .trainerFinishesReportLate(let pod):
            "The trainer of pod-\(pod) has done all of its work and exits with 0; its report is under way."
        case .trainerSavesAndExits(let pod): "The trainer of pod-\(pod), told to end, saves and exits with 0."
        case .trainerFails(let pod): "The trainer of pod-\(pod) exits with 1."
        case .trainerHangs(let pod): "The trainer of pod-\(pod) hangs."
        case .podIsRemoved(let pod): "pod-\(pod) is gone."
        case .reportArrives: "The late report arrives."
        case .timePasses: "\(after.now - now) s pass."
        case .podIsEvicted(let pod): "pod-\(pod) is evicted."
        case .sidecarsAreInjected: "A webhook adds a sidecar to new pods from now on."
        case .podsAreRefused: "A quota refuses new pods from now on."
        case .janitorRemovesFinishedJob: "A janitor removes the finished Job."
        case .userSuspends: "The user suspends the run."
        case .userResumes: "The user resumes the run."
        case .userCancels: "The user cancels the run."
        case .userEdits: "The user edits the spec."
        case .userDeletesJob: "A user deletes the Job."
        case .userDeletesPod(let pod): "A user deletes pod-\(pod)."
        case .userHoldsJob: "A user suspends the Job itself."
        }
    }

    /// What has changed.
    private func accomplishment(_ after: TrainingWorld) -> String {
        let (old, new) = (jobs.stored, after.jobs.stored)
        var changes: [String] = []
        changes += new.filter { job in !old.contains { $0.uid == job.uid } }.map { "\($0.uid) is made" }
        changes += old.filter { job in !new.contains { $0.uid == job.uid } }.map { "\($0.uid) is deleted" }
        for job in new {
            guard let before = old.first(where: { $0.uid == job.uid }), before != job else { continue }
            if job.isSuspended != before.isSuspended {
                changes.append("\(job.uid) is \(job.isSuspended ? "suspended" : "resumed")")
            }
            if let end = job.end, before.end == nil {
                changes.append("\(job.uid) is \(end.failure.map { "Failed (\($0))" } ?? "Complete")")
            }
        }
        let pods = after.pods.stored.filter { pod in !self.pods.stored.contains { $0.number == pod.number } }
        changes += pods.map { "\($0.name) is made" }
        for pod in after.pods.stored where pod.deletion != nil {
            let before = self.pods.stored.first { $0.number == pod.number }
            if before?.deletion == nil { changes.append("\(pod.name) is told to end") }
        }
        if let status = after.run.stored.status, status != run.stored.status {
            changes.append("the status is \(status.words)")
        }
        return changes.isEmpty ? "nothing to do" : changes.joined(separator: ", ")
    }
}
