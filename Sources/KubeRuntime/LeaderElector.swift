public import KubeClient
public import KubeCore
public import Logging
internal import Metrics
public import ServiceLifecycle
internal import Synchronization

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// This process lost its leadership. It must end: another may already lead.
public struct LeadershipLost: Error, CustomStringConvertible {
    /// What happened, for the log.
    public var description: String {
        "leadership lost: the lease could not be renewed in time, or another took it"
    }
}

/// Elects one of several replicas as the leader, which holds and renews a Lease.
///
/// Start it before the controllers that depend on it: services stop in reverse order, so the controllers finish
/// before the lease is released and the next leader starts.
public final class LeaderElector: Service {
    /// Name of this replica in the lease.
    public let identity: String

    private let client: KubeClient
    private let lease: ObjectKey
    private let logger: Logger
    private let election: Mutex<LeaderElection>
    private let leading = Latch()
    private let status: Gauge

    /// Makes an elector.
    ///
    /// - Parameters:
    ///   - lease: The Lease; created if it does not exist.
    ///   - identity: Unique among the replicas and across restarts, such as the pod's name and a random part: a
    ///     restarted process must not treat its predecessor's lease as its own.
    public convenience init(client: KubeClient, lease: ObjectKey, identity: String, logger: Logger) {
        self.init(client: client, lease: lease, identity: identity, timing: .init(), logger: logger)
    }

    init(
        client: KubeClient,
        lease: ObjectKey,
        identity: String,
        timing: LeaderElection.Timing,
        logger: Logger
    ) {
        self.client = client
        self.lease = lease
        self.identity = identity
        var logger = logger
        logger[metadataKey: "lease"] = "\(lease)"
        self.logger = logger
        election = Mutex(LeaderElection(identity: identity, timing: timing))
        status = Gauge(label: "leader_election_master_status", dimensions: [("name", lease.name)])
        status.record(0)
    }

    /// Whether this replica currently leads and may write.
    public var isLeading: Bool { election.withLock { $0.isLeading(now: .now) } }

    /// When leadership ends unless it is renewed; nil when this replica does not lead.
    var leadsUntil: ContinuousClock.Instant? { election.withLock { $0.leadsUntil } }

    /// Returns once this replica leads.
    ///
    /// - Throws: `CancellationError` when the task is cancelled first.
    public func waitUntilLeading() async throws { try await leading.wait() }

    /// Takes part in the election until the service shuts down, then releases the lease.
    ///
    /// - Throws: ``LeadershipLost`` when this replica loses its leadership.
    public func run() async throws {
        try await cancelWhenGracefulShutdown { [self] in
            var action = LeaderElection.Action.read(after: .zero)
            do {
                while true { action = try await perform(action) }
            } catch is CancellationError {
                return
            }
        }
        await release()
    }

    private func perform(_ action: LeaderElection.Action) async throws -> LeaderElection.Action {
        switch action {
        case .read(let delay):
            try await Task.sleep(for: delay)
            switch election.withLock({ $0.afterWait(now: .now) }) {
            case .read: return try await read()
            case let next: return next
            }
        case .create:
            let record = record(acquired: true)
            return try await write { [client, lease] in
                try await client.create(LeaseView.resource, namespace: lease.namespace, record)
            }
        case .hold(let version, let takesOver):
            let record = record(version: version, acquired: takesOver)
            return try await write { [client, lease] in
                try await client.mergePatch(LeaseView.resource, lease, record)
            }
        case .stepDown:
            status.record(0)
            throw LeadershipLost()
        }
    }

    private func read() async throws -> LeaderElection.Action {
        do {
            let view = try await readLease()
            return election.withLock { $0.read(view, now: .now, random: .random(in: 0..<1)) }
        } catch KubeError.notFound {
            return election.withLock { $0.read(nil, now: .now, random: .random(in: 0..<1)) }
        } catch let error as KubeError {
            return failed(error)
        }
    }

    private func readLease() async throws -> LeaseView {
        try await withTimeout(requestTimeout) { [client, lease] in try await client.get(LeaseView.self, lease) }
    }

    private var requestTimeout: Duration { election.withLock { $0.requestTimeout(now: .now) } }

    private func write(
        _ body: @Sendable @escaping () async throws -> Written
    ) async throws -> LeaderElection.Action {
        let sent = ContinuousClock.now
        do {
            let written = try await withTimeout(requestTimeout, body)
            let action = election.withLock {
                $0.held(
                    resourceVersion: written.metadata.resourceVersion,
                    sent: sent,
                    random: .random(in: 0..<1)
                )
            }
            if !leading.isOpen { logger.info("this replica leads", metadata: ["identity": "\(identity)"]) }
            status.record(1)
            leading.open()
            return action
        } catch KubeError.conflict, KubeError.alreadyExists {
            return election.withLock { $0.writeRejected(now: .now, random: .random(in: 0..<1)) }
        } catch KubeError.notFound(let status) where isLeading {
            // A user or program deleted the lease; the next attempt reads it and creates it again.
            logger.warning("the lease is gone", metadata: ["error": "\(status.message)"])
            return election.withLock { $0.writeRejected(now: .now, random: .random(in: 0..<1)) }
        } catch let error as KubeError {
            return failed(error)
        }
    }

    private func failed(_ error: KubeError) -> LeaderElection.Action {
        logger.warning("leader election request failed", metadata: ["error": "\(error)"])
        return election.withLock { $0.failed(now: .now, random: .random(in: 0..<1)) }
    }

    /// Releases the lease if this replica holds it, even when the reply to the write that acquired it never came.
    private func release() async {
        status.record(0)
        election.withLock { $0.resign() }
        // A cancelled task cannot send requests; the lease expires by itself.
        guard !Task.isCancelled else { return }
        do {
            do {
                try await releaseOnce()
            } catch KubeError.conflict {
                // A renewal that the shutdown interrupted took effect in between.
                try await releaseOnce()
            }
        } catch KubeError.notFound {
            return
        } catch {
            logger.warning("lease could not be released", metadata: ["error": "\(error)"])
        }
    }

    private func releaseOnce() async throws {
        let view = try await readLease()
        guard view.holderIdentity == identity else { return }
        var record = LeaseApply(name: nil, resourceVersion: view.metadata.resourceVersion)
        record.spec.holderIdentity = ""
        record.spec.leaseDurationSeconds = 1
        record.spec.renewTime = MicroTimestamp(Date())
        let release = record
        _ = try await withTimeout(requestTimeout) { [client, lease] in
            try await client.mergePatch(LeaseView.resource, lease, release)
        }
        logger.info("lease released")
    }

    private func record(version: String? = nil, acquired: Bool) -> LeaseApply {
        let now = MicroTimestamp(Date())
        var record = LeaseApply(name: version == nil ? lease.name : nil, resourceVersion: version)
        record.spec.holderIdentity = identity
        record.spec.leaseDurationSeconds = Int(
            election.withLock { $0.timing.leaseDuration.components.seconds }
        )
        record.spec.renewTime = now
        guard acquired else { return record }
        record.spec.acquireTime = now
        record.spec.leaseTransitions = version == nil ? 0 : election.withLock { $0.transitions } + 1
        return record
    }
}

/// A Lease to write.
private struct LeaseApply: Encodable, Sendable {
    struct Spec: Encodable, Sendable {
        var holderIdentity: String?
        var leaseDurationSeconds: Int?
        var acquireTime: MicroTimestamp?
        var renewTime: MicroTimestamp?
        var leaseTransitions: Int?
    }

    let apiVersion = LeaseView.resource.apiVersion
    let kind = LeaseView.resource.kind
    var metadata: ApplyMeta
    var spec = Spec()

    init(name: String?, resourceVersion: String?) {
        metadata = ApplyMeta(name: name, resourceVersion: resourceVersion)
    }
}
