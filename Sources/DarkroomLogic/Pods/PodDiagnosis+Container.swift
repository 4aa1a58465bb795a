import DarkroomAPI
import KubeCore

extension PodDiagnosis {
    /// Reasons for waiting that every container passes through on its way up.
    private static let ordinary: Set<String> = ["", "ContainerCreating", "PodInitializing"]

    /// Whether a reason for waiting says nothing that a user could act on.
    static func isOrdinaryWait(_ reason: String) -> Bool { ordinary.contains(reason) }

    /// What is wrong with one container; nil when nothing is.
    init?(container: ContainerStatus) {
        let name = container.name ?? "?"
        if let ended = container.state?.terminated {
            guard let diagnosis = Self.ended(ended, name: name) else { return nil }
            self = diagnosis
        } else if let waiting = container.state?.waiting, let reason = waiting.reason,
            !Self.ordinary.contains(reason)
        {
            let lastEnd = container.lastState?.terminated.flatMap { Self.ended($0, name: name) }
            // The same message as between two pauses: a tool reports its own problem, and a count would cause writes.
            if reason == "CrashLoopBackOff", let lastEnd, Self.isReport(container.lastState?.terminated) {
                self.init(severity: .broken, reason: lastEnd.reason, message: lastEnd.message)
                return
            }
            self.init(
                severity: .broken,
                reason: reason,
                message: Self.words(for: waiting, container: name, restarts: container.restartCount, lastEnd)
            )
        } else {
            return nil
        }
    }

    private static func isReport(_ end: ContainerStatus.Terminated?) -> Bool {
        ToolReport(terminationMessage: end?.message) != nil
    }

    private static func words(
        for waiting: ContainerStatus.Waiting,
        container: String,
        restarts: Int?,
        _ lastEnd: PodDiagnosis?
    ) -> String {
        // "back-off 5m0s restarting failed container" says nothing; how it ended the last time does.
        if waiting.reason == "CrashLoopBackOff", let lastEnd {
            let count = restarts.map { " (\($0) restarts)" } ?? ""
            return lastEnd.summary + count
        }
        let message = (waiting.message ?? "").excerpt()
        return message.isEmpty ? "container \(container) cannot start" : "container \(container): \(message)"
    }

    /// The signal behind an exit code above 128, which is 128 plus the signal's number.
    private static let signals = [
        132: "SIGILL", 134: "SIGABRT: it aborted itself", 135: "SIGBUS: often a full /dev/shm: raise sharedMemory",
        136: "SIGFPE", 137: "SIGKILL: killed from outside, or out of memory", 139: "SIGSEGV: it crashed",
        143: "SIGTERM: it was asked to terminate",
    ]

    /// How a container ended; nil when it succeeded.
    private static func ended(_ end: ContainerStatus.Terminated, name: String) -> PodDiagnosis? {
        let code = end.exitCode ?? 0
        if code != 0, let report = ToolReport(terminationMessage: end.message) {
            return PodDiagnosis(
                severity: .ended,
                reason: report.reason,
                message: "container \(name): \(report.message.excerpt(800))"
            )
        }
        let reason = end.reason.filled(or: "Error")
        guard code != 0 || !["Completed", "Error"].contains(reason) else { return nil }
        let cause =
            reason == "OOMKilled"
            ? "ran out of memory (exit code \(code))"
            : "ended with exit code \(code)" + (signals[code].map { " (\($0))" } ?? "")
        let lastWord = (end.message ?? "").excerpt(200)
        let message = "container \(name) \(cause)" + (lastWord.isEmpty ? "" : ": \(lastWord)")
        return PodDiagnosis(severity: .ended, reason: reason, message: message)
    }
}
