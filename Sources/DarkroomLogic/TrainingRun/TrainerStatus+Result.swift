import DarkroomAPI
import KubeCore

extension TrainerStatus {
    /// The result that a pod's trainer has reported; nil if it has reported none.
    ///
    /// An attempt may have several pods in turn, when it is suspended or its Job is created again: a result from before
    /// this pod's creation is another pod's. The start of its container would be more precise, but is by another clock.
    ///
    /// - Parameter pod: Nil when it is deleted.
    func result(ofAttempt attempt: Int, in pod: PodView?) -> TrainingResult? {
        guard let result, result.attempt == attempt else { return nil }
        if let made = pod?.metadata.creationTimestamp, let time = result.time, time < made { return nil }
        return result
    }
}
