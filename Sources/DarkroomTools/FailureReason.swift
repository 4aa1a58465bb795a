/// Why a tool could not do its work: the word that ends up as a condition's reason on the custom resource.
public enum FailureReason: String, Codable, CaseIterable, Sendable {
    /// An option or environment variable is missing or makes no sense.
    case invalidConfiguration = "InvalidConfiguration"
    /// The object, file or directory does not exist.
    case notFound = "DatasetNotFound"
    /// The bucket does not exist.
    case bucketNotFound = "BucketNotFound"
    /// The server knows the keys but does not let them read.
    case accessDenied = "AccessDenied"
    /// The server does not know the access key, or the secret does not belong to it.
    case invalidCredentials = "InvalidCredentials"
    /// This machine's clock and the server's are too far apart for signatures to be valid.
    case clockSkew = "ClockSkew"
    /// The bucket is in another region than the one that was signed for.
    case wrongRegion = "WrongRegion"
    /// The storage server cannot be connected to, or does not answer.
    case storageUnreachable = "StorageUnreachable"
    /// The storage server's certificate is not trusted, or it does not speak TLS.
    case storageNotTrusted = "StorageNotTrusted"
    /// The storage server answers, but with an error of its own.
    case storageFailed = "StorageFailed"
    /// The object was replaced while it was being read.
    case changedMeanwhile = "DatasetChanged"
    /// The dataset is smaller or larger than allowed.
    case wrongSize = "DatasetSizeNotAllowed"
    /// The archive's structure is damaged, or it is no archive.
    case corruptArchive = "DatasetCorrupt"
    /// The archive is sound, but of a form that trainers cannot unpack.
    case unsupportedArchive = "DatasetUnsupported"
    /// The archive would write outside the directory it is unpacked to.
    case unsafeArchive = "DatasetUnsafe"
    /// The archive does not have the expected files.
    case wrongLayout = "DatasetLayoutMismatch"

    /// Whether the same call may succeed later with nothing changed by anybody.
    public var isRetryable: Bool {
        switch self {
        case .storageUnreachable, .storageFailed, .changedMeanwhile: true
        default: false
        }
    }

    /// Exit status of the process, as in `sysexits.h`: EX_USAGE (ArgumentParser's own), EX_DATAERR, EX_NOINPUT,
    /// EX_UNAVAILABLE and EX_NOPERM.
    public var exitCode: Int32 {
        switch self {
        case .invalidConfiguration: 64
        case .wrongSize, .corruptArchive, .unsupportedArchive, .unsafeArchive, .wrongLayout: 65
        case .notFound, .bucketNotFound: 66
        case .storageUnreachable, .storageFailed, .changedMeanwhile: 69
        case .accessDenied, .invalidCredentials, .clockSkew, .wrongRegion, .storageNotTrusted: 77
        }
    }
}
