import ArgoModel
import KubeCore

/// The decision after the last attempt of a template with a retry strategy.
enum RetryVerdict: Hashable {
    /// Another attempt may start now.
    case tryAgain
    /// Another attempt may start at a later time; the message says so.
    case wait(Timestamp, String)
    /// The wrapper ends.
    case end(NodeStatus.Phase, String?, NodeStatus.Outputs?)

    /// Judges the attempts so far; nil if there is none or the last one is not done.
    init?(after attempts: [NodeStatus], _ strategy: RetryStrategy, ending: Ending?, now: Timestamp) {
        guard let last = attempts.last, last.phase.isFulfilled else { return nil }
        guard last.phase.isFailure else {
            self = .end(.succeeded, nil, last.outputs)
            return
        }
        if let message = Self.reasonToGiveUp(attempts.count, last, strategy, ending) {
            self = .end(last.phase, message.isEmpty ? nil : message, last.outputs)
            return
        }
        guard let backoff = strategy.backoff else {
            self = .tryAgain
            return
        }
        let wait = backoff.wait(retry: attempts.count)
        let next = (last.finishedAt ?? now).advanced(by: wait)
        if let most = backoff.maxDuration, let first = attempts.first?.startedAt,
            next > first.advanced(by: most)
        {
            self = .end(last.phase, "Backoff would exceed max duration limit", last.outputs)
        } else if next > now {
            self = .wait(next, "Backoff for \(wait.components.seconds) seconds")
        } else {
            self = .tryAgain
        }
    }

    private static func reasonToGiveUp(
        _ attempts: Int,
        _ last: NodeStatus,
        _ strategy: RetryStrategy,
        _ ending: Ending?
    ) -> String? {
        if let ending { return ending.retryMessage }
        let isRetried =
            switch strategy.policy {
            case .always: true
            case .onFailure: last.phase == .failed
            case .onError: last.phase == .error
            }
        guard isRetried else { return last.message ?? "" }
        if let limit = strategy.limit, attempts > limit { return "No more retries left" }
        return nil
    }
}

extension RetryStrategy.Backoff {
    /// The wait before the `retry`-th retry, counted from 1.
    fileprivate func wait(retry: Int) -> Duration {
        // Beyond a day the exact number does not matter, and no number of retries can overflow it.
        let longest = min(cap ?? .seconds(86_400), .seconds(86_400))
        var wait = duration
        for _ in 1..<max(retry, 1) where wait < longest { wait = min(longest, wait * factor) }
        return min(longest, wait)
    }
}
