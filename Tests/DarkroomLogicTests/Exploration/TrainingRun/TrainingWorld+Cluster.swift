import DarkroomAPI
import DarkroomLogic
import KubeCore

/// What Kubernetes does.
extension TrainingWorld {
    /// The pods after the garbage collector has seen to those whose Job is gone.
    var garbage: [Pod] {
        pods.stored.compactMap { pod in
            guard !jobs.stored.contains(where: { $0.uid == pod.job }), pod.deletion == nil else { return pod }
            if pod.isFinished { return nil }
            var pod = pod
            pod.tellToEnd(now: now)
            return pod
        }
    }

    /// Whether a pod that has ended may go: the Job controller's finalizer keeps it until its end is counted.
    func mayBeRemoved(_ pod: Pod) -> Bool {
        guard pod.deletion != nil, pod.isFinished else { return false }
        let job = jobs.stored.first { $0.uid == pod.job }
        return job.map { $0.end != nil || pod.isDiscounted } ?? true
    }

    var hasJobControllerWork: Bool {
        guard jobs.stored.contains(where: { $0.end == nil }) else { return false }
        var copy = self
        copy.syncJobs()
        return copy.jobs.stored != jobs.stored || copy.pods.stored != pods.stored
    }

    /// What the Job controller does, on a Kubernetes that counts pods by finalizers (1.26 and later).
    mutating func syncJobs() {
        for index in jobs.stored.indices where jobs.stored[index].end == nil {
            var job = jobs.stored[index]
            if job.isSuspended { suspend(&job) } else { sync(&job) }
            jobs.stored[index] = job
        }
    }

    private mutating func suspend(_ job: inout Job) {
        job.startTime = nil
        changePods(of: job) { pod, now in
            if pod.isFinished { return }
            pod.tellToEnd(now: now)
            pod.isDiscounted = true
        }
    }

    private mutating func sync(_ job: inout Job) {
        if job.startTime == nil { job.startTime = now }
        let own = pods.stored.filter { $0.job == job.uid && !$0.isDiscounted }
        if let limit = job.deadlineSeconds, let start = job.startTime, start + limit <= now {
            end(&job, "DeadlineExceeded")
        } else if own.contains(where: \.hasSucceeded) {
            // That a pod ended well when it was told to end says nothing.
            let isShown = own.contains { $0.hasSucceeded && !$0.wasToldToEnd }
            if isShown, truth.trained.contains(job.revision) { truth.shown.insert(job.revision) }
            end(&job, nil)
        } else if own.contains(where: { $0.isFinished || $0.deletion != nil }) {
            end(&job, "BackoffLimitExceeded")
        } else if own.isEmpty, !arePodsRefused {
            truth.pods += 1
            let pod = Pod(
                number: truth.pods,
                job: job.uid,
                attempt: job.attempt,
                revision: job.revision,
                creation: now,
                hasSidecar: areSidecarsInjected
            )
            pods.stored.append(pod)
        }
    }

    private mutating func end(_ job: inout Job, _ failure: String?) {
        job.end = End(failure: failure, time: now)
        changePods(of: job) { pod, now in if !pod.isFinished { pod.tellToEnd(now: now) } }
    }

    private mutating func changePods(of job: Job, _ change: (inout Pod, Int) -> Void) {
        for index in pods.stored.indices where pods.stored[index].job == job.uid { change(&pods.stored[index], now) }
    }

    mutating func change(_ number: Int, _ change: (inout Pod, _ now: Int) -> Void) {
        guard let index = pods.stored.firstIndex(where: { $0.number == number }) else { return }
        change(&pods.stored[index], now)
    }

    /// The next time at which something happens that nothing else brings about. Caches are behind for moments, and not
    /// for as long as a time limit takes.
    var nextInterestingTime: Int? {
        if run.isBehind || jobs.isBehind || pods.isBehind { return nil }
        let ends = pods.stored.filter { !$0.isFinished }.compactMap(\.deletion)
        let deadlines = jobs.stored.filter { $0.end == nil && !$0.isSuspended }.compactMap { job in
            job.deadlineSeconds.flatMap { seconds in job.startTime.map { $0 + seconds } }
        }
        let wakeUp = `operator`.isAway ? nil : `operator`.wakesAt
        return ([wakeUp].compactMap(\.self) + ends + deadlines).filter { $0 > now }.min()
    }

    /// Lets the time pass until then. Trainers that do not hang have reported meanwhile, and pods that have not ended
    /// when their grace period is over are killed.
    mutating func passTime() {
        guard let next = nextInterestingTime else { return }
        now = next
        for index in pods.stored.indices {
            let pod = pods.stored[index]
            if let end = pod.deletion, end <= now, pod.isTrainerRunning { pods.stored[index].exit(137, now) }
            if scenario.reportsProgress, pod.isTrainerRunning, !pod.isHung {
                hear { $0.lastHeartbeat = .noon.adding(seconds: next) }
            }
        }
        `operator`.wake(at: now)
    }
}

/// What trainers do.
extension TrainingWorld {
    mutating func finish(_ number: Int, reportIsLate: Bool) {
        guard let pod = pods.stored.first(where: { $0.number == number }) else { return }
        truth.trained.insert(pod.revision)
        if pod.isSidecarRunning { truth.shown.insert(pod.revision) }
        let report = Report(attempt: pod.attempt, revision: pod.revision, time: now)
        if reportIsLate {
            lateReport = report
        } else if scenario.reportsResult {
            deliver(report)
        }
        // What happens within some seconds of a trainer's end may have been its cause, as far as clocks tell: what follows
        // the end in a trace comes later than that.
        change(number) { pod, now in pod.exit(0, pod.deletion == nil ? now - 6 : now) }
    }

    mutating func saveAndExit(_ number: Int) {
        if scenario.reportsProgress {
            let checkpoint = TrainingCheckpoint(uri: "s3://checkpoints/\(number)", time: .noon.adding(seconds: now))
            hear { $0.checkpoints = TrainingCheckpoints(latest: checkpoint) }
        }
        change(number) { pod, now in pod.exit(0, now) }
    }

    mutating func deliverLateReport() {
        lateReport.map { deliver($0) }
        lateReport = nil
    }

    /// The callback server takes reports of the present attempt only.
    private mutating func deliver(_ report: Report) {
        guard scenario.run(run.stored).reportingAttempt == report.attempt else { return }
        let time = Timestamp.noon.adding(seconds: report.time)
        truth.shown.insert(report.revision)
        hear { trainer in
            trainer.result = TrainingResult(status: .succeeded, attempt: report.attempt, time: time)
            trainer.lastHeartbeat = max(time, trainer.lastHeartbeat ?? time)
        }
    }

    private mutating func hear(_ change: (inout TrainerStatus) -> Void) { change(&run.stored.trainer) }
}

extension TrainingWorld.Pod {
    mutating func exit(_ code: Int, _ now: Int) {
        guard case .running(let since) = trainer else { return }
        trainer = .exited(code: code, since: since, at: now)
    }
}
