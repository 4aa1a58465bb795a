import FaultInjection

/// What must hold on the way, beyond the end: no tight loops, the server's wishes honoured, odd objects named.
enum Manners {
    static func check(_ plan: FaultPlan, _ log: RequestLog, _ output: String) throws {
        guard let place = plan.place else { return }
        let attempts = log.requests.filter {
            $0.place?.kind == place.kind && $0.place?.target == place.target
        }
        switch plan.fault {
        case .status(let code, _, let retryAfter, let times):
            let refused = attempts.filter { $0.clientStatus == code && $0.serverStatus == nil }
            // Half a second of backoff on average from the first attempt on; for ever lasts six seconds.
            if times == nil, refused.count > 8 {
                throw Failure("\(refused.count) attempts within 6 s at what is refused for ever")
            }
            guard let least = retryAfter.map({ Duration.seconds($0) }) else { return }
            for (earlier, later) in zip(attempts, attempts.dropFirst()) where earlier.clientStatus == code {
                let pause = later.at - earlier.at
                if pause < least { throw Failure("\(place): tried again after \(pause), not after \(least)") }
            }
        case .expireWatch, .hideEvents:
            let relists = log.requests.filter {
                $0.request.verb == .list && $0.request.resource == place.target
            }
            let most = 2
            if relists.count > most { throw Failure("\(relists.count) lists of \(place.target) for one 410") }
        // An object without metadata has no name that could be told.
        case .mutateEvent(let path, _) where path != "metadata":
            let name = log.events.first { $0.place == place }?.name ?? Workload.subject
            if output.contains("does not decode"), !output.contains("/\(name)") {
                throw Failure("the log does not say that \(name) does not decode")
            }
        default: return
        }
    }
}
