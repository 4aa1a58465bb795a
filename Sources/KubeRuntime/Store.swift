public import KubeCore
internal import Synchronization

/// The objects of one resource as a reflector last saw them; any task can read it without waiting.
public final class Store<Object: KubeObject>: Sendable {
    private let cache: Mutex<ObjectCache<Object>>
    private let synced = Latch()

    init(indexes: [CacheIndex<Object>]) { cache = Mutex(ObjectCache(indexes: indexes)) }

    /// The object at `key`.
    public subscript(key: ObjectKey) -> Object? { cache.withLock { $0.objects[key] } }

    /// All objects, in no order.
    public var all: [Object] { cache.withLock { Array($0.objects.values) } }

    /// Number of objects.
    public var count: Int { cache.withLock { $0.objects.count } }

    /// Objects found under `value` in `index`, by name.
    ///
    /// - Parameters:
    ///   - index: An index of the reflector or an added one; any other finds nothing.
    ///   - namespace: Namespace to search; nil for all. Any user who may create an object can write labels and owner
    ///     references, so they are reliable only within one namespace.
    public func objects(in index: CacheIndex<Object>, _ value: String, namespace: String? = nil) -> [Object] {
        cache.withLock { cache in
            cache.keys(index: index.name, value: value)
                .filter { namespace == nil || $0.namespace == namespace }
                .sorted()
                .compactMap { cache.objects[$0] }
        }
    }

    /// Adds an index; ignores one with a known name.
    public func add(_ index: CacheIndex<Object>) { cache.withLock { $0.add(index) } }

    /// Version up to which every change has been seen.
    public var resourceVersion: String { cache.withLock { $0.resourceVersion } }

    /// Whether the first list is complete.
    public var isSynced: Bool { synced.isOpen }

    func update<Result: Sendable>(_ body: (inout ObjectCache<Object>) -> sending Result) -> sending Result {
        cache.withLock { body(&$0) }
    }

    /// Returns once the first list is complete.
    ///
    /// - Throws: `CancellationError` when the task is cancelled first.
    public func waitUntilSynced() async throws { try await synced.wait() }

    func markSynced() { synced.open() }
}
