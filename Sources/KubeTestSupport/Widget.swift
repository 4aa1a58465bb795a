public import KubeCore

/// A namespaced object with one required member, so that it can fail to decode.
public struct Widget: KubeObject, Equatable {
    public static let resource = APIResource(
        group: "example.dev",
        version: "v1",
        kind: "Widget",
        plural: "widgets"
    )

    /// Desired state of a widget.
    public struct Spec: Decodable, Hashable, Sendable {
        /// Size of the widget.
        public var size: Int
    }

    public let metadata: ObjectMeta
    /// Desired state.
    public let spec: Spec

    /// Makes a widget.
    public init(_ metadata: ObjectMeta, size: Int = 1) {
        self.metadata = metadata
        spec = Spec(size: size)
    }
}
