/// One of an operator's own kinds: an object whose status the operator writes.
public protocol CustomResource: KubeObject {
    /// What the operator reports.
    associatedtype Status: Encodable & Equatable & Sendable

    /// The last report; nil before the first one.
    var status: Status? { get }
}
