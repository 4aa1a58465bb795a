import FaultInjection

/// What must hold during a run, besides its final state: no tight loops, `Retry-After` honoured, malformed objects named.
enum Invariants {
    static func check(_ plan: FaultPlan, _ log: RequestLog, _ output: String) throws {
        guard let injection = plan.injection else { return }
        let point = injection.point
        let attempts = log.requests.filter {
            $0.point?.kind == point.kind && $0.point?.target == point.target
        }
        switch injection.fault {
        case .status(let code, _, let retryAfter, let times):
            let rejected = attempts.filter { $0.clientStatus == code && $0.serverStatus == nil }
            // The backoff averages half a second from the first attempt on, and "forever" lasts six seconds.
            if times == nil, rejected.count > 8 {
                throw Failure("\(rejected.count) attempts within 6 s at a request that is always rejected")
            }
            guard let least = retryAfter.map({ Duration.seconds($0) }) else { return }
            for (earlier, later) in zip(attempts, attempts.dropFirst()) where earlier.clientStatus == code {
                let pause = later.at - earlier.at
                if pause < least { throw Failure("\(point): tried again after \(pause), not after \(least)") }
            }
        case .expireWatch, .hideEvents:
            let relists = log.requests.filter {
                $0.request.verb == .list && $0.request.resource == point.target
            }
            let most = 2
            if relists.count > most { throw Failure("\(relists.count) lists of \(point.target) for one 410") }
        // An object without metadata has no name that the log could give.
        case .mutateEvent(let path, _) where path != "metadata":
            let name = log.events.first { $0.point == point }?.name ?? Workload.subject
            if output.contains("does not decode"), !output.contains("/\(name)") {
                throw Failure("the log does not say that \(name) does not decode")
            }
        default: return
        }
    }
}
