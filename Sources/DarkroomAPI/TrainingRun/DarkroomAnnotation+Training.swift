extension DarkroomAnnotation {
    /// On a Job: address of the checkpoint its container was told to begin at.
    public static let resumeFrom = "darkroom.dev/resume-from"
    /// On a Job: seconds that the run may take, as the spec had it when the Job was made.
    public static let runSeconds = "darkroom.dev/run-seconds"
}
