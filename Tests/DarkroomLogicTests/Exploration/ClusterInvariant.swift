/// What users are promised, whatever happens to their work.
enum ClusterInvariant: String, CustomStringConvertible, CaseIterable {
    case neverTwoAtWork = "two containers of one run are never at work"
    case endsStay = "an end on record stays"
    case endsAreTrue = "an end on record is true"
    case nothingIsDoneAgain = "nothing that has ended is done again"
    case successHasEvidence = "a success has evidence"
    case overMeansFree = "work that is over holds no accelerator"
    case waitsHaveReasons = "whatever waits has a reason on its status"
    case nothingHangs = "whatever can end, or run, does so"
    case statusGoesForward = "a status never goes back"
    case scaleIsOthers = "the number of pods within the bounds is the autoscaler's"
    case writesStop = "writes stop when nothing changes"

    var description: String { rawValue }
}
