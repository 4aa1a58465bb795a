internal import DarkroomAPI
public import KubeCore

extension ChildManifest {
    /// Hash of what the child was made from; nil for a child that is told from others by its name alone.
    public var specHash: String? { annotations[DarkroomAnnotation.specHash] }
}
