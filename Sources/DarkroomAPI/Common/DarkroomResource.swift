public import KubeCRD
public import KubeCore

/// One of Darkroom's own kinds: the projection the operator reads, with what its CRD is made of.
public protocol DarkroomResource: KubeObject, Schematic {
    /// What is wanted.
    associatedtype Spec: Codable & Hashable & Sendable & Schematic
    /// What is, as the operator last wrote it.
    associatedtype Status: Codable & Hashable & Sendable & Schematic

    /// What is wanted.
    var spec: Spec { get }
    /// What was last reported; nil before the first report, and when a client wrote a status that does not decode.
    var status: Status? { get }

    /// The kind's CustomResourceDefinition.
    static var definition: CustomResourceDefinition { get }
}
