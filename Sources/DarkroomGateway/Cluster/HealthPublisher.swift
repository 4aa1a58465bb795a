/// Keeps the aggregated health equal to what the statuses say.
///
/// Apart from routes and pods: the document is as long as there are services, and no request waits for it.
final class HealthPublisher: Sendable {
    /// Statuses come several at a time, and nobody looks this often.
    private static let pause = Duration.milliseconds(100)

    private let view: ClusterView
    private let state: GatewayState
    private let changes: AsyncStream<Void>
    private let change: AsyncStream<Void>.Continuation

    init(view: ClusterView, state: GatewayState) {
        self.view = view
        self.state = state
        (changes, change) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// A status may have changed.
    func note() { change.yield() }

    /// Publishes what is known at this moment.
    func publish() {
        state.replaceDocuments([HealthDocument.path: HealthDocument.document(for: view.living)])
    }

    /// Publishes what changes, until cancelled.
    func run() async {
        for await _ in changes {
            publish()
            try? await Task.sleep(for: Self.pause)
        }
    }
}
