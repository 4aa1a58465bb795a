internal import DarkroomProxy

/// Keeps the aggregated health equal to the statuses of the services.
///
/// Separate from routes and pods: the document grows with the number of services, and no request waits for it.
final class HealthPublisher: Sendable {
    /// Several statuses change at a time, and health is not read this often.
    private static let pause = Duration.milliseconds(100)

    private let view: ClusterView
    private let state: RoutingState
    private let changes: AsyncStream<Void>
    private let change: AsyncStream<Void>.Continuation

    init(view: ClusterView, state: RoutingState) {
        self.view = view
        self.state = state
        (changes, change) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// A status may have changed.
    func note() { change.yield() }

    /// Publishes the health of this moment.
    func publish() {
        state.publish(documents: [HealthDocument.path: HealthDocument.document(for: view.living)])
    }

    /// Publishes changes until cancelled.
    func run() async {
        for await _ in changes {
            publish()
            try? await Task.sleep(for: Self.pause)
        }
    }
}
