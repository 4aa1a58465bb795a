/// Labels on every child object, and on the pods that come of it.
public enum DarkroomLabel {
    /// Which program manages the object; always ``managedByValue`` on ours.
    public static let managedBy = "app.kubernetes.io/managed-by"
    /// Value of ``managedBy``.
    public static let managedByValue = "darkroom"
    /// Kind of the custom resource in lower case, such as `trainingrun`.
    public static let kind = "darkroom.dev/kind"
    /// Name of the custom resource, cut to the length of a label value.
    public static let name = "darkroom.dev/name"
    /// UID of the custom resource: finds its pods exactly, even if its name was truncated.
    public static let uid = "darkroom.dev/uid"
}
