/// Where a dataset is.
public enum DatasetLocation: Hashable, Sendable, CustomStringConvertible {
    /// An object in a bucket.
    case object(S3Location)
    /// A file, or a directory with the files unpacked.
    case path(String)

    public var description: String {
        switch self {
        case .object(let location): location.description
        case .path(let path): path.forDisplay()
        }
    }
}
