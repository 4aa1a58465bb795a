import Exploration

extension TrainingWorld: World {
    typealias Action = TrainingAction
    typealias Invariant = ClusterInvariant

    var possibleActions: [Action] { ordinaryActions + disturbances }

    /// What goes on by itself. Also the order in which it does, if nothing disturbs it.
    private var ordinaryActions: [Action] {
        var actions: [Action] = []
        if `operator`.isAway { actions.append(.operatorReturns) }
        if run.isBehind { actions.append(.cacheCatchesUp(.runs)) }
        if jobs.isBehind { actions.append(.cacheCatchesUp(.jobs)) }
        if pods.isBehind { actions.append(.cacheCatchesUp(.pods)) }
        if lateReport != nil { actions.append(.reportArrives) }
        if canReconcile { actions.append(.operatorReconciles) }
        if garbage != pods.stored { actions.append(.garbageCollectorRuns) }
        if hasJobControllerWork { actions.append(.jobControllerSyncs) }
        for pod in pods.stored {
            switch pod.trainer {
            case .waiting: actions.append(pod.deletion == nil ? .podStarts(pod.number) : .podIsRemoved(pod.number))
            case .running where pod.isHung: break
            case .running:
                if pod.deletion != nil { actions.append(.trainerSavesAndExits(pod.number)) }
                actions.append(.trainerFinishes(pod.number))
            case .exited: if mayBeRemoved(pod) { actions.append(.podIsRemoved(pod.number)) }
            }
        }
        if nextInterestingTime != nil { actions.append(.timePasses) }
        return actions
    }

    var undisturbedAction: Action? { ordinaryActions.first }

    private var disturbances: [Action] {
        var actions: [Action] = []
        if !`operator`.isAway { actions.append(.operatorGoesAway) }
        if canReconcile { actions.append(.operatorDiesMidway) }
        if !run.isBehind { actions.append(.cacheFallsBehind(.runs)) }
        if !jobs.isBehind, !jobs.stored.isEmpty { actions.append(.cacheFallsBehind(.jobs)) }
        if !pods.isBehind, !pods.stored.isEmpty { actions.append(.cacheFallsBehind(.pods)) }
        for pod in pods.stored where pod.deletion == nil {
            actions += [.podIsEvicted(pod.number), .userDeletesPod(pod.number)]
            guard pod.isTrainerRunning, !pod.isHung else { continue }
            actions += [.trainerFails(pod.number), .trainerHangs(pod.number)]
            if scenario.reportsResult, lateReport == nil { actions.append(.trainerFinishesReportLate(pod.number)) }
        }
        if !areSidecarsInjected { actions.append(.sidecarsAreInjected) }
        if !arePodsRefused { actions.append(.podsAreRefused) }
        if jobs.stored.contains(where: { $0.end != nil }) { actions.append(.janitorRemovesFinishedJob) }
        actions.append(run.stored.isSuspended ? .userResumes : .userSuspends)
        if !run.stored.isCancelled { actions.append(.userCancels) }
        if run.stored.edits == 0 { actions.append(.userEdits) }
        if !jobs.stored.isEmpty { actions.append(.userDeletesJob) }
        if jobs.stored.contains(where: { !$0.isSuspended && $0.end == nil }) { actions.append(.userHoldsJob) }
        return actions
    }

    /// Whether the operator may look at the run: it waits until it has seen its own writes.
    var canReconcile: Bool {
        `operator`.isQueued && !`operator`.isAway && !run.isAwaited && !jobs.isAwaited && !pods.isAwaited
    }

    mutating func perform(_ action: Action) -> Violation<Invariant>? {
        let before = self
        switch action {
        case .operatorReconciles: reconcile()
        case .operatorDiesMidway: reconcile(diesBeforeStatus: true)
        case .operatorGoesAway: `operator`.isAway = true
        case .operatorReturns:
            `operator` = OperatorProcess()
            run.catchUp()
            jobs.catchUp()
            pods.catchUp()
            departed.removeAll()
        case .cacheFallsBehind(let cache): change(cache, behind: true)
        case .cacheCatchesUp(let cache): change(cache, behind: false)
        case .jobControllerSyncs: syncJobs()
        case .garbageCollectorRuns: pods.stored = garbage
        case .podStarts(let pod): change(pod) { pod, now in pod.trainer = .running(since: now) }
        case .trainerFinishes(let pod): finish(pod, reportIsLate: false)
        case .trainerFinishesReportLate(let pod): finish(pod, reportIsLate: true)
        case .trainerSavesAndExits(let pod): saveAndExit(pod)
        case .trainerFails(let pod): change(pod) { pod, now in pod.exit(1, now) }
        case .trainerHangs(let pod): change(pod) { pod, _ in pod.isHung = true }
        case .podIsRemoved(let pod): pods.stored.removeAll { $0.number == pod }
        case .podIsEvicted(let pod):
            change(pod) { pod, now in
                pod.tellToEnd(now: now)
                pod.isDisrupted = true
            }
        case .userDeletesPod(let pod): change(pod) { pod, now in pod.tellToEnd(now: now) }
        case .reportArrives: deliverLateReport()
        case .timePasses: passTime()
        case .sidecarsAreInjected: areSidecarsInjected = true
        case .podsAreRefused: arePodsRefused = true
        case .janitorRemovesFinishedJob: jobs.stored.removeAll { $0.end != nil }
        case .userDeletesJob: jobs.stored.removeAll()
        case .userSuspends: editRun { $0.isSuspended = true }
        case .userResumes: editRun { $0.isSuspended = false }
        case .userCancels: editRun { $0.isCancelled = true }
        case .userEdits: editRun { $0.edits += 1 }
        case .userHoldsJob:
            truth.isJobHeld = true
            for index in jobs.stored.indices { jobs.stored[index].isSuspended = true }
        }
        if run.seen != before.run.seen || jobs.seen != before.jobs.seen || pods.seen != before.pods.seen {
            `operator`.isQueued = true
        }
        if !`operator`.isAway, !before.operator.isAway {
            departed.update(from: before.jobs.stored, to: jobs.stored, uid: \.uid, name: \.name)
        }
        return violation(after: action, since: before)
    }

    private mutating func editRun(_ change: (inout Run) -> Void) {
        change(&run.stored)
        run.stored.generation += 1
    }

    private mutating func change(_ cache: TrainingCache, behind: Bool) {
        switch (cache, behind) {
        case (.runs, true): run.fallBehind()
        case (.runs, false): run.catchUp()
        case (.jobs, true): jobs.fallBehind()
        case (.jobs, false): jobs.catchUp()
        case (.pods, true): pods.fallBehind()
        case (.pods, false): pods.catchUp()
        }
        // Whatever waited for the cache may go on.
        if !behind { `operator`.isQueued = true }
    }
}
