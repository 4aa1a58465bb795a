import DarkroomAPI
import KubeCore

extension TrainingReport {
    /// What a container's trainer has said of its end, if it has.
    ///
    /// An attempt may have one container after the other, when it is suspended or its Job is made again: what was said
    /// before this one started came of another.
    ///
    /// - Parameter start: When the container started; nil when that is not known.
    func result(ofAttempt attempt: Int, since start: Timestamp?) -> TrainingResult? {
        guard let result, result.attempt == attempt else { return nil }
        if let start, let time = result.time, time < start { return nil }
        return result
    }
}
