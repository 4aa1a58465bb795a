/// A fault at an injection point that can have it.
///
/// Every fault that is planned is one of these, so that a plan whose fault would never happen cannot be run and pass.
public struct Injection: Hashable, Sendable {
    /// Where the fault strikes.
    public let point: InjectionPoint
    /// What goes wrong there.
    public let fault: Fault

    let effect: Effect

    /// Plans a fault.
    ///
    /// - Throws: ``ImpossibleInjection`` when the point cannot have the fault, or the fault would change nothing.
    public init(_ fault: Fault, at point: InjectionPoint) throws {
        guard point.number > 0 else {
            throw ImpossibleInjection(fault, point, problem: "points are counted from 1")
        }
        guard !fault.isEmpty else {
            throw ImpossibleInjection(fault, point, problem: "it would happen 0 times")
        }
        guard let effect = Effect(of: fault, at: point.kind) else {
            let possible = point.kind.possibleFaults.map(\.rawValue).joined(separator: ", ")
            throw ImpossibleInjection(fault, point, problem: "possible faults are \(possible)")
        }
        (self.point, self.fault, self.effect) = (point, fault, effect)
    }
}

/// A fault that a plan asks for at a point that cannot have it.
public struct ImpossibleInjection: Error, Hashable, CustomStringConvertible {
    /// The fault, the point, and what is possible instead.
    public let description: String

    init(_ fault: Fault, _ point: InjectionPoint, problem: String) {
        description = "\(fault.name.rawValue) is not possible at \(point): \(problem)"
    }
}

extension Injection: CustomStringConvertible {
    /// Such as `create jobs 2, no reply`.
    public var description: String { "\(point), \(fault)" }
}

extension InjectionPoint.Kind {
    /// The faults that a point of this kind can have.
    public var possibleFaults: [Fault.Name] {
        Fault.Name.allCases.filter { Injection.Effect(of: $0.example, at: self) != nil }
    }
}

extension Injection {
    /// What the proxy does at the point.
    enum Effect: Hashable, Sendable {
        /// One request is treated this way.
        case request(FaultScript.RequestAction)
        /// This and the next requests of the same kind are rejected; without `times`, until the faults are released.
        case rejections(code: Int, reason: String, retryAfter: Int?, times: Int?)
        /// One event is treated this way.
        case event(FaultScript.EventAction)
        /// This and the next events are hidden, and the watch expires with the last.
        case hiding(count: Int)
        /// The watch ends after the event, and the next one is rejected with 410.
        case expiryOfNextWatch

        /// The one point that says which faults are possible where; nil for those that are not.
        init?(of fault: Fault, at kind: InjectionPoint.Kind) {
            switch (fault, kind) {
            case (.killAfterCommit, .write): self = .request(.forwardThenKill)
            case (.restartStale(let seconds), .write): self = .request(.freezeThenKill(seconds: seconds))
            case (.dropReply, .write), (.dropReply, .list), (.dropReply, .continuation):
                self = .request(.forwardThenDrop)
            case (.neverSend, .write), (.neverSend, .list), (.neverSend, .continuation), (.neverSend, .watch):
                self = .request(.reset)
            case (.status(let code, let reason, let retryAfter, let times), .write),
                (.status(let code, let reason, let retryAfter, let times), .list),
                (.status(let code, let reason, let retryAfter, let times), .continuation),
                (.status(let code, let reason, let retryAfter, let times), .watch):
                self = .rejections(code: code, reason: reason, retryAfter: retryAfter, times: times)
            case (.expireContinuation, .continuation):
                self = .request(.reject(code: 410, reason: "Expired", retryAfter: nil))
            case (.hideEvents(let count), .event): self = .hiding(count: count)
            case (.expireWatch(.stream), .event): self = .event(.passThenExpire)
            case (.expireWatch(.http), .event): self = .expiryOfNextWatch
            case (.silence(let silence), .event): self = .event(.fallSilent(silence))
            case (.truncateEvent, .event): self = .event(.truncate)
            case (.mutateEvent(let path, let change), .event): self = .event(.replace(path: path, change: change))
            case (.slow(let milliseconds), .event): self = .event(.delay(milliseconds: milliseconds))
            case (.slow(let milliseconds), _): self = .request(.delay(milliseconds: milliseconds))
            default: return nil
            }
        }
    }
}
