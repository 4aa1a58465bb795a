public import KubeCore

/// How one container of a pod is.
public struct ContainerStatus: Hashable, Sendable, Decodable {
    /// Container name.
    public var name: String?
    /// How often it was started again.
    public var restartCount: Int?
    /// How it is now.
    public var state: State?
    /// How it was before the last restart.
    public var lastState: State?

    /// One of waiting, running and terminated.
    public struct State: Hashable, Sendable, Decodable {
        /// Not started, and why.
        public var waiting: Waiting?
        /// Started.
        public var running: Running?
        /// Ended, and how.
        public var terminated: Terminated?
    }

    /// Why a container has not started.
    public struct Waiting: Hashable, Sendable, Decodable {
        /// Such as `ImagePullBackOff`.
        public var reason: String?
        /// Explanation of the reason.
        public var message: String?
    }

    /// A running container.
    public struct Running: Hashable, Sendable, Decodable {
        /// When it started.
        public var startedAt: Timestamp?
    }

    /// How a container ended.
    public struct Terminated: Hashable, Sendable, Decodable {
        /// Exit code of its main process.
        public var exitCode: Int?
        /// Such as `OOMKilled`, `Error` or `Completed`.
        public var reason: String?
        /// The termination message, written by the program itself.
        public var message: String?
        /// When it started.
        public var startedAt: Timestamp?
        /// When it ended, by the clock of its node.
        public var finishedAt: Timestamp?
    }
}
