public import KubeClient
internal import KubeCore
public import Logging
public import ServiceLifecycle

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Writes Events (`events.k8s.io/v1`) about objects, aggregated and rate-limited.
///
/// Best effort: recording never waits and never fails. Drops events that cannot be written; nothing may depend on them.
public final class EventRecorder: Service {
    /// Maximum number of queued events. A longer queue means that the server is slow; the first events are most useful.
    private static let backlog = 512
    private static let requestTimeout: Duration = .seconds(10)

    private let client: KubeClient
    private let controller: String
    private let instance: String
    private let leadership: LeaderElector?
    private let logger: Logger
    private let waiting: AsyncStream<ObjectEvent>
    private let continuation: AsyncStream<ObjectEvent>.Continuation

    /// Makes a recorder; nothing is written before ``run()``.
    ///
    /// - Parameters:
    ///   - controller: Name under which events are reported, such as `example.dev/operator`.
    ///   - instance: Name of this process among its replicas.
    ///   - leadership: Events wait until this replica leads; nil writes them at once.
    public init(
        client: KubeClient,
        controller: String,
        instance: String,
        leadership: LeaderElector? = nil,
        logger: Logger
    ) {
        self.client = client
        self.controller = controller
        self.instance = instance
        self.leadership = leadership
        self.logger = logger
        (waiting, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.backlog))
    }

    /// Queues an event, to be written soon.
    public func record(_ event: ObjectEvent) { continuation.yield(event) }

    /// Writes events until the service shuts down.
    public func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            do {
                try await leadership?.waitUntilLeading()
            } catch {
                return
            }
            var series = EventSeries()
            for await event in waiting { await write(event, &series) }
        }
    }

    private func write(_ event: ObjectEvent, _ series: inout EventSeries) async {
        let name = Self.name(for: event)
        do {
            switch series.record(event, name: name, now: .now) {
            case .nothing: return
            case .create: try await create(event, name)
            case .count(let count, let name): try await update(event, name, count)
            }
        } catch {
            series.forget(event)
            logger.debug(
                "event not written",
                metadata: ["object": "\(event.subject.key)", "reason": "\(event.reason)", "error": "\(error)"]
            )
        }
    }

    private func create(_ event: ObjectEvent, _ name: String) async throws {
        let namespace = Self.namespace(of: event)
        let body = EventBody(event, name: name, namespace: namespace, controller: controller, instance: instance)
        _ = try await withTimeout(Self.requestTimeout) { [client] in
            try await client.create(EventBody.resource, namespace: namespace, body)
        }
    }

    private func update(_ event: ObjectEvent, _ name: String, _ count: Int) async throws {
        let key = ObjectKey(namespace: Self.namespace(of: event), name: name)
        let patch = EventCount(series: .init(count: count, lastObservedTime: MicroTimestamp(Date())))
        _ = try await withTimeout(Self.requestTimeout) { [client] in
            try await client.mergePatch(EventBody.resource, key, patch)
        }
    }

    /// By convention, events about cluster-scoped objects are in this namespace.
    private static func namespace(of event: ObjectEvent) -> String { event.subject.key.namespace ?? "default" }

    /// The object's name, so that a list of events is readable, and a unique suffix.
    private static func name(for event: ObjectEvent) -> String {
        var name = event.subject.key.name.prefix(230)
        while let last = name.last, last == "." || last == "-" { name.removeLast() }
        return "\(name).\(String(UInt64.random(in: .min ... .max), radix: 16))"
    }
}

/// An Event to create.
private struct EventBody: Encodable, Sendable {
    static let resource = APIResource(group: "events.k8s.io", version: "v1", kind: "Event", plural: "events")

    struct Regarding: Encodable, Sendable {
        let apiVersion: String
        let kind: String
        let namespace: String?
        let name: String
        let uid: String
    }

    let apiVersion = EventBody.resource.apiVersion
    let kind = EventBody.resource.kind
    let metadata: ApplyMeta
    let eventTime = MicroTimestamp(Date())
    let reportingController: String
    let reportingInstance: String
    let type: ObjectEvent.Severity
    let reason: String
    let action: String
    let note: String
    let regarding: Regarding

    init(_ event: ObjectEvent, name: String, namespace: String, controller: String, instance: String) {
        metadata = ApplyMeta(name: name, namespace: namespace)
        reportingController = controller
        reportingInstance = instance
        type = event.severity
        reason = event.reason
        action = event.action
        note = event.note
        regarding = Regarding(
            apiVersion: event.subject.resource.apiVersion,
            kind: event.subject.resource.kind,
            namespace: event.subject.key.namespace,
            name: event.subject.key.name,
            uid: event.subject.uid
        )
    }
}

/// How often an Event has occurred so far.
private struct EventCount: Encodable, Sendable {
    struct Series: Encodable, Sendable {
        let count: Int
        let lastObservedTime: MicroTimestamp
    }

    let series: Series
}
