/// Phase of a custom resource, with the reason and the message that explain it.
struct PhaseSummary<Phase: Sendable & Hashable & RawRepresentable<String>>: Sendable, Hashable {
    var phase: Phase
    /// Machine-readable reason; by default the phase itself.
    var reason: String
    /// For people.
    var message: String?

    init(_ phase: Phase, reason: String? = nil, _ message: String? = nil) {
        self.phase = phase
        self.reason = reason ?? phase.rawValue
        self.message = message
    }
}
