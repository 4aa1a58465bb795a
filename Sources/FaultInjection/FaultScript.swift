/// Counts places and decides where the planned fault strikes; a value without sockets or clock.
struct FaultScript: Sendable {
    /// What becomes of a request.
    enum RequestAction: Hashable, Sendable {
        case forward
        case refuse(code: Int, reason: String, retryAfter: Int?)
        case reset
        case forwardThenDrop
        case forwardThenKill
        /// The present view is kept; after the write the process is killed and served from that view.
        case freezeThenKill(seconds: Double)
        case delay(milliseconds: Int)
    }

    /// What becomes of an event.
    enum EventAction: Hashable, Sendable {
        case pass
        case hide
        /// The event is not seen either.
        case hideAndExpire
        case passThenExpire
        case passThenEnd
        case fallSilent(Fault.Silence)
        case truncate
        case replace(path: String, change: Fault.Change)
        case delay(milliseconds: Int)
    }

    private struct Counted: Hashable {
        let kind: Place.Kind
        let target: String
    }

    private let place: Place?
    private let fault: Fault?
    private var counts: [Counted: Int] = [:]
    private var refusalsLeft = 0
    private var hidingLeft = 0
    private var expiresNextWatch = false
    /// Whether the fault has struck.
    private(set) var hasFired = false

    init(place: Place?, fault: Fault?) {
        self.place = place
        self.fault = fault
    }

    /// Whether lists are cut into pages of one object, so that there is a token to expire.
    func pagesByOne(_ target: String) -> Bool { fault == .expireContinuation && place?.target == target }

    /// No more faults.
    mutating func release() {
        refusalsLeft = 0
        hidingLeft = 0
        expiresNextWatch = false
        hasFired = true
    }

    /// The watch expired before all events that were to be hidden came.
    mutating func stopHiding() { hidingLeft = 0 }

    mutating func request(_ request: APIRequest) -> (place: Place?, action: RequestAction) {
        guard let kind = request.placeKind else { return (nil, .forward) }
        let here = count(kind, request.target)
        return (here, action(at: here))
    }

    mutating func event(_ target: String) -> (place: Place, action: EventAction) {
        let here = count(.event, target)
        return (here, eventAction(at: here))
    }

    private mutating func count(_ kind: Place.Kind, _ target: String) -> Place {
        let number = counts[Counted(kind: kind, target: target), default: 0] + 1
        counts[Counted(kind: kind, target: target)] = number
        return Place(kind, target, number)
    }

    private mutating func strikes(at here: Place) -> Bool {
        guard !hasFired, here == place else { return false }
        hasFired = true
        return true
    }

    private mutating func action(at here: Place) -> RequestAction {
        if expiresNextWatch, here.kind == .watch, here.target == place?.target {
            expiresNextWatch = false
            return .refuse(code: 410, reason: "Expired", retryAfter: nil)
        }
        if case .status(let code, let reason, let retryAfter, let times) = fault {
            let isSame = here.kind == place?.kind && here.target == place?.target
            if strikes(at: here) { refusalsLeft = times ?? .max }
            guard isSame, hasFired, refusalsLeft > 0 else { return .forward }
            refusalsLeft -= 1
            return .refuse(code: code, reason: reason, retryAfter: retryAfter)
        }
        guard here.kind != .event, strikes(at: here) else { return .forward }
        return switch fault {
        case .killAfterCommit: .forwardThenKill
        case .dropReply: .forwardThenDrop
        case .neverSend: .reset
        case .restartStale(let seconds): .freezeThenKill(seconds: seconds)
        case .expireContinuation: .refuse(code: 410, reason: "Expired", retryAfter: nil)
        case .slow(let milliseconds): .delay(milliseconds: milliseconds)
        default: .forward
        }
    }

    private mutating func eventAction(at here: Place) -> EventAction {
        if hidingLeft > 0, here.target == place?.target {
            hidingLeft -= 1
            return hidingLeft == 0 ? .hideAndExpire : .hide
        }
        guard strikes(at: here) else { return .pass }
        switch fault {
        case .hideEvents(let count):
            hidingLeft = count - 1
            return hidingLeft == 0 ? .hideAndExpire : .hide
        case .expireWatch(.stream): return .passThenExpire
        case .expireWatch(.http):
            expiresNextWatch = true
            return .passThenEnd
        case .silence(let silence): return .fallSilent(silence)
        case .truncateEvent: return .truncate
        case .mutateEvent(let path, let change): return .replace(path: path, change: change)
        case .slow(let milliseconds): return .delay(milliseconds: milliseconds)
        default: return .pass
        }
    }
}
