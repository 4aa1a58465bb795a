/// Wakes a waiting loop; signals that arrive while no loop waits are merged into one.
struct Signal: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    func fire() { continuation.yield() }

    /// The wake-ups; for a single loop only.
    var wakeUps: AsyncStream<Void> { stream }
}
