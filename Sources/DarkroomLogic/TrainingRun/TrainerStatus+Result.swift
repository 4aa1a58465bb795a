import DarkroomAPI
import KubeCore

extension TrainerStatus {
    /// What a pod's trainer has said of its end, if it has.
    ///
    /// An attempt may have one pod after the other, when it is suspended or its Job is made again: what was said before
    /// this one was made came of another. Its container's start would tell more closely, but by another clock.
    ///
    /// - Parameter pod: Nil when it is gone.
    func result(ofAttempt attempt: Int, in pod: PodView?) -> TrainingResult? {
        guard let result, result.attempt == attempt else { return nil }
        if let made = pod?.metadata.creationTimestamp, let time = result.time, time < made { return nil }
        return result
    }
}
