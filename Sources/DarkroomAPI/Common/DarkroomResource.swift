public import KubeCRD
public import KubeCore

/// One of Darkroom's own kinds: the projection the operator reads, with what its CRD is made of.
public protocol DarkroomResource: CustomResource, Schematic where Status: Codable & Hashable & Sendable & Schematic {
    /// Desired state.
    associatedtype Spec: Codable & Hashable & Sendable & Schematic

    /// Desired state.
    var spec: Spec { get }

    /// The kind's CustomResourceDefinition.
    static var definition: CustomResourceDefinition { get }
}
