internal import KubeCore
internal import KubeReconcile
internal import KubeRuntime

extension StatusEvent {
    /// A run has ended well, or a service is as it should be.
    static func good(_ phase: String, _ message: String?) -> StatusEvent {
        StatusEvent(.normal, reason: phase, note: message ?? phase)
    }

    /// A run has failed, or a service cannot become as it should be; the condition has the reason for programs.
    static func bad(_ phase: String, _ message: String?, _ condition: Condition?) -> StatusEvent {
        StatusEvent(.warning, reason: condition?.reason ?? phase, note: message ?? phase)
    }
}
