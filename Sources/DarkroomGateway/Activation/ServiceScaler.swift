public import KubeCore

/// Writes how many replicas a service is to have.
public protocol ServiceScaler: Sendable {
    /// Has at least one replica wanted; a service that has one already is left as it is.
    ///
    /// - Throws: When the write failed, or its outcome is not known; it will be tried again.
    func scaleUp(_ service: ObjectKey) async throws
}
