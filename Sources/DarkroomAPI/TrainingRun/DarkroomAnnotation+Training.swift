extension DarkroomAnnotation {
    /// On a Job: address of the checkpoint its container was told to begin at.
    public static let resumeFrom = "darkroom.dev/resume-from"
}
