extension DarkroomLabel {
    /// On the pods of an ImagePipeline: name of the Workflow they belong to.
    public static let run = "darkroom.dev/run"
    /// On the pods of an ImagePipeline: name of the step they carry out.
    public static let step = "darkroom.dev/step"
    /// On no pod: Argo removes those pods of an ImagePipeline that have it.
    public static let removable = "darkroom.dev/removable"
    /// On the Job of a TrainingRun: Kueue's queue.
    /// Source: https://kueue.sigs.k8s.io/docs/reference/labels-and-annotations/
    public static let kueueQueue = "kueue.x-k8s.io/queue-name"
    /// On Workflows, where Argo's controller has an instance id: without it that controller passes them by.
    public static let argoInstance = "workflows.argoproj.io/controller-instanceid"
}

extension DarkroomAnnotation {
    /// On a Job: Darkroom itself suspended it, so Darkroom may resume it. A Job that another client suspended,
    /// such as Kueue, is left alone.
    public static let suspended = "darkroom.dev/suspended"
}
