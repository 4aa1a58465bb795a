public import KubeCore
internal import KubeRuntime
internal import Synchronization

/// Declares what a kind's controller watches; each method returns a function that reads it.
public final class KindBuilder<Kind: CustomResource> {
    let primary: Reflector<Kind>
    private(set) var subscriptions: [(Controller) -> Void] = []
    private let caches: CacheSet
    private let childSelector: LabelSelector
    private let gracePeriod: Duration
    private let eventReader: EventReader

    init(caches: CacheSet, childSelector: LabelSelector, gracePeriod: Duration, events: EventReader) {
        eventReader = events
        self.caches = caches
        self.childSelector = childSelector
        self.gracePeriod = gracePeriod
        primary = caches.cache(of: Kind.self, indexes: [.uid], missingResourceGracePeriod: gracePeriod)
    }

    /// Watches children: objects that have the custom resource as their controller.
    ///
    /// - Parameter isOptional: Whether a cluster may lack the resource type, because another program provides it.
    /// - Returns: Finds the children of an object.
    public func owns<Child: KubeObject>(
        _ type: Child.Type = Child.self,
        isOptional: Bool = false
    ) -> @Sendable (Kind) -> [Child] {
        let cache = caches.cache(
            of: type,
            selector: childSelector,
            indexes: [.controllerUID],
            missingResourceGracePeriod: isOptional ? gracePeriod : nil
        )
        subscriptions.append { $0.owns(cache, owner: Kind.resource) }
        return { [store = cache.store] owner in
            store.objects(in: .controllerUID, owner.metadata.uid, namespace: owner.metadata.namespace)
        }
    }

    /// Finds another's object that has the name of a planned child. It may be the child itself, after a restore from a backup
    /// that strips owner references.
    ///
    /// - Parameters:
    ///   - type: A type that the kind ``owns(_:isOptional:)``.
    ///   - name: Name of the planned child of an object.
    /// - Returns: The object with that name, unless its controller is the object that is asked about.
    public func foreign<Child: KubeObject>(
        _ type: Child.Type = Child.self,
        named name: @escaping @Sendable (Kind) -> String
    ) -> @Sendable (Kind) -> [Child] {
        let cache = caches.cache(of: type, selector: childSelector)
        return { [store = cache.store] owner in
            let found = store[ObjectKey(namespace: owner.metadata.namespace, name: name(owner))]
            guard let found, found.metadata.controller?.uid != owner.metadata.uid else { return [] }
            return [found]
        }
    }

    /// Remembers children that disappear while this process watches them, as they were last seen.
    ///
    /// Where a child's work must not be repeated, its absence alone is not enough to create it again: it may have been
    /// removed because it was done. A child that is not remembered disappeared while no process watched.
    ///
    /// - Parameters:
    ///   - type: A type that the kind ``owns(_:isOptional:)``.
    ///   - trace: What to remember of a child; nil for nothing. It gets the owner as the cache has it, which is nil while the
    ///     process starts.
    /// - Returns: Finds the children of an object that have disappeared and not come back, the last one last.
    public func departures<Child: KubeObject>(
        of type: Child.Type = Child.self,
        remembering trace: @escaping @Sendable (Child, Kind?) -> Child?
    ) -> @Sendable (Kind) -> [Child] {
        let memory = DepartureMemory<Child>()
        let owners = primary.store
        // Before the controller's own handlers: a reconcile that one of them starts finds the child here.
        caches.cache(of: type, selector: childSelector).onChange { change in
            if let child = change.new {
                guard let uid = child.metadata.controller?.uid else { return }
                memory.departures.withLock { $0.remove(child, ofOwner: uid) }
            } else if let child = change.old, let uid = child.metadata.controller?.uid {
                let owner = owners.objects(in: .uid, uid).first
                guard owner != nil || !owners.isSynced, let trace = trace(child, owner) else { return }
                memory.departures.withLock { $0.add(trace, ofOwner: uid) }
            }
        }
        primary.onChange { change in
            guard change.new == nil, let owner = change.old else { return }
            memory.departures.withLock { $0.removeOwner(owner.metadata.uid) }
        }
        return { owner in memory.departures.withLock { $0.children(ofOwner: owner.metadata.uid) } }
    }

    /// Watches objects that carry the custom resource's UID in a label, such as the pods of its children.
    ///
    /// - Returns: Finds the objects that belong to an object.
    public func watches<Object: KubeObject>(
        _ type: Object.Type = Object.self,
        byUIDLabel label: String
    ) -> @Sendable (Kind) -> [Object] {
        let index = CacheIndex<Object>.label(label)
        let cache = caches.cache(of: type, selector: childSelector, indexes: [index])
        subscriptions.append { [store = primary.store] controller in
            controller.watch(cache) { object in
                guard let uid = object.metadata.labels[label] else { return [] }
                return store.objects(in: .uid, uid).map(\.key)
            }
        }
        return { [store = cache.store] owner in
            store.objects(in: index, owner.metadata.uid, namespace: owner.metadata.namespace)
        }
    }

    /// Watches objects that custom resources refer to by name.
    ///
    /// - Parameter reference: The object that a custom resource refers to, if any.
    /// - Returns: Finds the object that a custom resource refers to.
    public func refers<Object: KubeObject>(
        to type: Object.Type = Object.self,
        _ reference: @escaping @Sendable (Kind) -> ObjectKey?
    ) -> @Sendable (Kind) -> Object? {
        let index = CacheIndex<Kind>("reference:\(Object.resource):\(subscriptions.count)") { object in
            reference(object).map { ["\($0)"] } ?? []
        }
        primary.store.add(index)
        let cache = caches.cache(of: type, missingResourceGracePeriod: gracePeriod)
        subscriptions.append { [store = primary.store] controller in
            controller.watch(cache) { object in store.objects(in: index, "\(object.key)").map(\.key) }
        }
        return { [store = cache.store] owner in reference(owner).flatMap { store[$0] } }
    }

    /// Lets plans ask for Events (``ReconcilePlan/eventQuery``), which needs the permission to list them.
    ///
    /// - Returns: Finds the answer to the last query for an object.
    public func asksForEvents() -> @Sendable (Kind) -> ObservedEvent? {
        { [eventReader] owner in eventReader.answer(for: owner.key) }
    }
}
