public import KubeCore
public import Logging
internal import Metrics
internal import Synchronization

/// Applies the status of custom resources server-side, to definitions that may be older than this program.
///
/// A server rejects an apply as a whole if it has a field that the definition lacks. Such fields are left out once the
/// server has named them, for the kind and for ``memory``, so that everything else is still reported and an upgrade of
/// the definition is noticed without a restart.
public final class StatusApplier: Sendable {
    /// How long fields are left out before a write tries them again.
    public static let memory: Duration = .seconds(300)
    /// Greatest number of attempts at one write: servers name all fields at once, but other writes learn, too.
    private static let attempts = 4

    private struct Body<Status: Encodable & Sendable>: Encodable, Sendable {
        let apiVersion: String
        let kind: String
        let metadata: ApplyMeta
        let status: Status
    }

    private let client: KubeClient
    private let logger: Logger
    private let now: @Sendable () -> ContinuousClock.Instant
    private let undeclared = Mutex(UndeclaredFields(memory: memory))

    /// Makes an applier; the client's field manager owns the written fields.
    public convenience init(client: KubeClient, logger: Logger) {
        self.init(client: client, logger: logger, now: { .now })
    }

    init(client: KubeClient, logger: Logger, now: @escaping @Sendable () -> ContinuousClock.Instant) {
        self.client = client
        self.logger = logger
        self.now = now
    }

    /// What definitions lack, one sentence for each kind; for people.
    public var warnings: [String] {
        undeclared.withLock { $0.reported }
            .map { resource, fields in Self.warning(resource, fields) }
            .sorted()
    }

    /// Applies a status.
    ///
    /// - Throws: ``KubeError``; a conflict when `metadata` names a version or UID and the object has changed.
    @discardableResult
    public func apply(
        _ status: some Encodable & Sendable,
        to resource: APIResource,
        _ metadata: ApplyMeta
    ) async throws -> Written {
        let body = Body(apiVersion: resource.apiVersion, kind: resource.kind, metadata: metadata, status: status)
        let key = ObjectKey(namespace: metadata.namespace, name: metadata.name ?? "")
        var attempt = 1
        while true {
            let omitted = undeclared.withLock { $0.fields(of: resource, now: now()) }
            do {
                let written = try await apply(body, without: omitted, to: resource, key)
                try noteAccepted(body, without: omitted, resource)
                return written
            } catch let error as KubeError {
                guard attempt < Self.attempts, learn(error, without: omitted, resource) else { throw error }
                attempt += 1
            }
        }
    }

    /// Whether two statuses are equal as far as the definition can store them.
    public func isSame<Status: Encodable & Equatable>(
        _ status: Status,
        as stored: Status?,
        of resource: APIResource
    ) throws -> Bool {
        if status == stored { return true }
        let omitted = undeclared.withLock { $0.fields(of: resource, now: now()) }
        guard !omitted.isEmpty, let stored else { return false }
        return try Self.shown(status, without: omitted) == Self.shown(stored, without: omitted)
    }

    /// When to write a status again to try the fields that are left out of it; nil while none is.
    public func nextTry(of status: some Encodable, _ resource: APIResource) throws -> Duration? {
        let (omitted, delay) = undeclared.withLock { undeclared in
            let now = now()
            return (undeclared.fields(of: resource, now: now), undeclared.nextTry(of: resource, now: now))
        }
        guard let delay else { return nil }
        let shown = JSONValue.object(["status": try JSONValue(encoding: status)])
        return omitted.contains { shown.contains($0) } ? delay : nil
    }

    private static func shown(_ status: some Encodable, without omitted: Set<SchemaPath>) throws -> JSONValue {
        JSONValue.object(["status": try JSONValue(encoding: status)]).omitting(omitted)
    }

    private func apply(
        _ body: Body<some Encodable & Sendable>,
        without omitted: Set<SchemaPath>,
        to resource: APIResource,
        _ key: ObjectKey
    ) async throws -> Written {
        guard !omitted.isEmpty else { return try await client.apply(resource, key, subresource: .status, body) }
        let reduced = try JSONValue(encoding: body).omitting(omitted)
        return try await client.apply(resource, key, subresource: .status, reduced)
    }

    /// - Returns: Whether another attempt will leave out more.
    private func learn(_ error: KubeError, without omitted: Set<SchemaPath>, _ resource: APIResource) -> Bool {
        let fields = error.status?.undeclaredFields ?? []
        // Without its status as a whole, or with a wrong identity, the write has no point.
        let areUsable = fields.allSatisfy { $0.names.first == "status" && $0.names.count > 1 }
        guard areUsable, !fields.subtracting(omitted).isEmpty else { return false }
        report(undeclared.withLock { $0.rejected(fields, of: resource, now: now()) }, resource)
        return true
    }

    private func noteAccepted(
        _ body: Body<some Encodable & Sendable>,
        without omitted: Set<SchemaPath>,
        _ resource: APIResource
    ) throws {
        let reported = undeclared.withLock { $0.reported[resource] ?? [] }
        guard omitted.isEmpty, !reported.isEmpty else { return }
        let written = try JSONValue(encoding: body)
        let accepted = reported.filter { written.contains($0) }
        report(undeclared.withLock { $0.accepted(accepted, of: resource, now: now()) }, resource)
    }

    private func report(_ news: UndeclaredFields.News, _ resource: APIResource) {
        switch news {
        case .none: return
        case .missing(let fields): logger.warning("\(Self.warning(resource, fields))")
        case .complete: logger.info("the definition has all fields of the status now: \(resource)")
        }
        Gauge(label: "\(client.metricPrefix)_status_fields_left_out", dimensions: [("resource", "\(resource)")])
            .record(undeclared.withLock { $0.reported[resource]?.count ?? 0 })
    }

    private static func warning(_ resource: APIResource, _ fields: Set<SchemaPath>) -> String {
        """
        the definition of \(resource) is older than this program and lacks \
        \(fields.map { "\($0)" }.sorted().joined(separator: ", ")), which is not reported until the definition \
        is upgraded
        """
    }
}
