public import KubeClient
public import KubeCore
public import KubeRuntime
public import Logging
public import ServiceLifecycle
internal import Synchronization

/// The caches of an operator process: one reflector per requested resource and selection, shared by all
/// controllers.
///
/// A request creates a cache, and every cache is among ``services``, so that a controller cannot read a cache that is
/// not started.
public final class CacheSet: Sendable {
    private struct Key: Hashable {
        let type: ObjectIdentifier
        let selector: LabelSelector
    }

    private struct Entry {
        let reflector: any Sendable
        let source: any CacheSource
        let service: any Service
    }

    private struct State {
        var entries: [Key: Entry] = [:]
        var order: [Key] = []
    }

    private let client: KubeClient
    private let namespace: String?
    private let logger: Logger
    private let state = Mutex(State())

    /// Makes an empty set.
    ///
    /// - Parameter namespace: Nil follows all namespaces.
    public init(client: KubeClient, namespace: String? = nil, logger: Logger) {
        self.client = client
        self.namespace = namespace
        self.logger = logger
    }

    /// The cache of a resource; request it before the services run.
    ///
    /// - Parameters:
    ///   - selector: The cache contains only objects with these labels.
    ///   - indexes: Indexes to add to those of earlier requests.
    ///   - missingResourceGracePeriod: See ``Reflector``; the first request decides.
    public func cache<Object: KubeObject>(
        of type: Object.Type = Object.self,
        selector: LabelSelector = .everything,
        indexes: [CacheIndex<Object>] = [],
        missingResourceGracePeriod: Duration? = nil
    ) -> Reflector<Object> {
        let key = Key(type: ObjectIdentifier(type), selector: selector)
        let reflector = state.withLock { state in
            if let known = state.entries[key]?.reflector as? Reflector<Object> { return known }
            let made = Reflector(
                type,
                client: client,
                namespace: namespace,
                selector: selector,
                missingResourceGracePeriod: missingResourceGracePeriod,
                logger: logger
            )
            state.entries[key] = Entry(reflector: made, source: made, service: made)
            state.order.append(key)
            return made
        }
        for index in indexes { reflector.store.add(index) }
        return reflector
    }

    /// The caches, in the order in which they were requested.
    public var sources: [any CacheSource] {
        state.withLock { state in state.order.compactMap { state.entries[$0]?.source } }
    }

    /// The services to run, in the same order.
    public var services: [any Service] {
        state.withLock { state in state.order.compactMap { state.entries[$0]?.service } }
    }
}
