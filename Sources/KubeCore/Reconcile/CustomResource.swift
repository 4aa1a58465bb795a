/// An object of one of the operator's own kinds, whose status the operator writes.
public protocol CustomResource: KubeObject {
    /// The status that the operator writes.
    associatedtype Status: Encodable & Equatable & Sendable

    /// The last written status; nil before the first write.
    var status: Status? { get }
}
