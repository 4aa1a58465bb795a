/// Counts injection points and decides where the planned fault strikes; a value without sockets or a clock.
struct FaultScript: Sendable {
    /// What happens to a request.
    enum RequestAction: Hashable, Sendable {
        case forward
        case reject(code: Int, reason: String, retryAfter: Int?)
        case reset
        case forwardThenDrop
        case forwardThenKill
        /// The current view is kept; after the write, the process is killed and served from that view.
        case freezeThenKill(seconds: Double)
        case delay(milliseconds: Int)
    }

    /// What happens to an event.
    enum EventAction: Hashable, Sendable {
        case pass
        case hide
        /// The event is hidden too.
        case hideAndExpire
        case passThenExpire
        case passThenEnd
        case fallSilent(Fault.Silence)
        case truncate
        case replace(path: String, change: Fault.Change)
        case delay(milliseconds: Int)
    }

    private struct Counted: Hashable {
        let kind: InjectionPoint.Kind
        let target: String
    }

    private let injection: Injection?
    private var counts: [Counted: Int] = [:]
    private var rejectionsLeft = 0
    private var hidingLeft = 0
    private var expiresNextWatch = false
    /// Whether the fault has struck.
    private(set) var hasFired = false

    init(_ injection: Injection?) {
        self.injection = injection
    }

    /// Whether lists are cut into pages of one object, so that there is a token to expire.
    func pagesByOne(_ target: String) -> Bool {
        injection?.fault == .expireContinuation && injection?.point.target == target
    }

    /// No more faults.
    mutating func release() {
        rejectionsLeft = 0
        hidingLeft = 0
        expiresNextWatch = false
        hasFired = true
    }

    /// The watch expired before all the events that were to be hidden came.
    mutating func stopHiding() { hidingLeft = 0 }

    mutating func request(_ request: APIRequest) -> (point: InjectionPoint?, action: RequestAction) {
        guard let kind = request.pointKind else { return (nil, .forward) }
        let here = count(kind, request.target)
        return (here, action(at: here))
    }

    mutating func event(_ target: String) -> (point: InjectionPoint, action: EventAction) {
        let here = count(.event, target)
        return (here, eventAction(at: here))
    }

    private mutating func count(_ kind: InjectionPoint.Kind, _ target: String) -> InjectionPoint {
        let number = counts[Counted(kind: kind, target: target), default: 0] + 1
        counts[Counted(kind: kind, target: target)] = number
        return InjectionPoint(kind, target, number)
    }

    private mutating func strikes(at here: InjectionPoint) -> Bool {
        guard !hasFired, here == injection?.point else { return false }
        hasFired = true
        return true
    }

    private mutating func action(at here: InjectionPoint) -> RequestAction {
        guard let injection else { return .forward }
        switch injection.effect {
        case .request(let action): return strikes(at: here) ? action : .forward
        case .rejections(let code, let reason, let retryAfter, let times):
            if strikes(at: here) { rejectionsLeft = times ?? .max }
            guard here.isAlike(injection.point), hasFired, rejectionsLeft > 0 else { return .forward }
            rejectionsLeft -= 1
            return .reject(code: code, reason: reason, retryAfter: retryAfter)
        case .expiryOfNextWatch:
            guard expiresNextWatch, here.kind == .watch, here.target == injection.point.target else { return .forward }
            expiresNextWatch = false
            return .reject(code: 410, reason: "Expired", retryAfter: nil)
        // These strike at events.
        case .event, .hiding: return .forward
        }
    }

    private mutating func eventAction(at here: InjectionPoint) -> EventAction {
        guard let injection else { return .pass }
        switch injection.effect {
        case .event(let action): return strikes(at: here) ? action : .pass
        case .hiding(let count):
            if strikes(at: here) { hidingLeft = count }
            guard hidingLeft > 0, here.target == injection.point.target else { return .pass }
            hidingLeft -= 1
            return hidingLeft == 0 ? .hideAndExpire : .hide
        case .expiryOfNextWatch:
            guard strikes(at: here) else { return .pass }
            expiresNextWatch = true
            return .passThenEnd
        // These strike at requests.
        case .request, .rejections: return .pass
        }
    }
}
