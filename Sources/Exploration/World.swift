/// A model of something under test and of everything around it that may act on it, one action at a time.
///
/// A world is a value: an explorer copies it, lets one thing or another happen in each copy, and looks at what became of
/// both. Two worlds that are equal have the same future. Nothing of it may depend on a wall clock, on the order of a
/// dictionary, or on a random number.
public protocol World: Hashable, Sendable {
    /// One thing that can happen.
    associatedtype Action: WorldAction
    /// What must never be otherwise.
    associatedtype Invariant: Hashable, Sendable, CustomStringConvertible

    /// All that can happen now, always in the same order.
    var possibleActions: [Action] { get }

    /// What happens next if nothing disturbs the world; nil when it has come to rest.
    var undisturbedAction: Action? { get }

    /// Lets one of ``possibleActions`` happen.
    ///
    /// - Returns: What is wrong with the world now, if anything. It is not explored further then.
    mutating func perform(_ action: Action) -> Violation<Invariant>?

    /// What is wrong with a world that has come to rest, such as something that waits for ever.
    var violationAtRest: Violation<Invariant>? { get }

    /// What an action did, as a sentence of a trace.
    ///
    /// - Parameter after: The world that this world has become.
    func sentence(for action: Action, after: Self) -> String
}

/// One thing that can happen in a ``World``.
public protocol WorldAction: Hashable, Sendable {
    /// Whether it is not a part of the ordinary course of things. An exhaustive search bounds the number of
    /// disturbances in a trace, because faults need few of them, and at the right moment.
    var isDisturbance: Bool { get }
}

/// A broken invariant.
public struct Violation<Invariant: Hashable & Sendable>: Hashable, Sendable {
    /// The invariant.
    public let invariant: Invariant
    /// What is the case instead, as a sentence.
    public let details: String

    /// Describes a violation.
    public init(_ invariant: Invariant, _ details: String) {
        self.invariant = invariant
        self.details = details
    }
}

extension WorldAction {
    /// The name of the kind of action, without what it concerns.
    public var name: String { String("\(self)".prefix { $0 != "(" }) }
}
