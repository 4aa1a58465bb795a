public import KubeCore
internal import Synchronization

/// The objects of one resource as a reflector last saw them; read from any task without waiting.
public final class Store<Object: KubeObject>: Sendable {
    private let cache: Mutex<ObjectCache<Object>>
    private let synced = Latch()

    init(indexes: [CacheIndex<Object>]) { cache = Mutex(ObjectCache(indexes: indexes)) }

    /// The object at `key`.
    public subscript(key: ObjectKey) -> Object? { cache.withLock { $0.objects[key] } }

    /// All objects, in no order.
    public var all: [Object] { cache.withLock { Array($0.objects.values) } }

    /// How many objects there are.
    public var count: Int { cache.withLock { $0.objects.count } }

    /// Objects found under `value` in `index`, by name.
    ///
    /// - Parameters:
    ///   - index: One that the reflector was made with, or that was added; any other finds nothing.
    ///   - namespace: Where they are; nil for everywhere. Labels and owner references are written by any user who may
    ///     create an object, and only within a namespace do they say whose it is.
    public func objects(in index: CacheIndex<Object>, _ value: String, namespace: String? = nil) -> [Object] {
        cache.withLock { cache in
            cache.keys(index: index.name, value: value)
                .filter { namespace == nil || $0.namespace == namespace }
                .sorted()
                .compactMap { cache.objects[$0] }
        }
    }

    /// Finds objects by an index from now on; an index with a known name is ignored.
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
