internal import DarkroomAPI
public import DarkroomLogic
public import KubeCRD
public import KubeCore
internal import KubeReconcile

/// One of Darkroom's kinds, with all that the program does with it.
///
/// ``DarkroomKinds/all`` is the only list of registrations: CustomResourceDefinitions, `darkroom render`, controllers,
/// caches and services are loops over it.
public struct KindRegistration: Sendable {
    /// The kind's CustomResourceDefinition.
    public let definition: CustomResourceDefinition
    /// The kind's resource type.
    public let resource: APIResource

    private let renderManifest: @Sendable (JSONValue, OperatorConfiguration) throws -> Rendering
    private let addController: @Sendable (Manager, OperatorOptions) -> Void

    /// Registers a kind.
    ///
    /// - Parameters:
    ///   - render: The children that a custom resource would get, without any cluster.
    ///   - controller: Says what the kind's controller watches, and returns the planner.
    init<Kind: DarkroomResource>(
        _ kind: Kind.Type,
        render: @escaping @Sendable (Kind, OperatorConfiguration) -> Rendering,
        controller: @escaping @Sendable (KindBuilder<Kind>, OperatorOptions) -> KindReconciler<Kind>.Plan
    ) where Kind.Status: EventSource {
        definition = Kind.definition
        resource = Kind.resource
        renderManifest = { manifest, configuration in render(try manifest.decode(Kind.self), configuration) }
        addController = { manager, options in manager.register(kind) { controller($0, options) } }
    }

    /// What a custom resource of this kind would become.
    ///
    /// - Throws: `DecodingError`.
    public func render(_ manifest: JSONValue, _ configuration: OperatorConfiguration) throws -> Rendering {
        try renderManifest(manifest, configuration)
    }

    /// Adds the kind's caches and controller.
    func register(with manager: Manager, _ options: OperatorOptions) { addController(manager, options) }
}
