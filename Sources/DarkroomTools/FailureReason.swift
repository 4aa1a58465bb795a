/// Why a tool failed.
public enum FailureReason: String, CaseIterable, Sendable {
    /// An option or environment variable is missing or makes no sense.
    case invalidConfiguration = "InvalidConfiguration"
    /// The object, file or directory does not exist.
    case notFound = "NotFound"
    /// The bucket does not exist.
    case bucketNotFound = "BucketNotFound"
    /// The server knows the keys but does not grant them read access.
    case accessDenied = "AccessDenied"
    /// The server does not know the access key, or the secret does not belong to it.
    case invalidCredentials = "InvalidCredentials"
    /// This machine's clock differs too much from the server's for signatures to be valid.
    case clockSkew = "ClockSkew"
    /// The bucket is in a different region than the one in the signature.
    case wrongRegion = "WrongRegion"
    /// The storage server cannot be connected to, or does not answer.
    case storageUnreachable = "StorageUnreachable"
    /// The storage server's certificate is not trusted, or it does not speak TLS.
    case storageNotTrusted = "StorageNotTrusted"
    /// The storage server answers, but with an error of its own.
    case storageFailed = "StorageFailed"
    /// The object was replaced while it was being read.
    case changedMeanwhile = "Changed"
    /// Smaller or larger than allowed.
    case wrongSize = "SizeNotAllowed"
    /// The archive's structure is damaged, or the file is not an archive.
    case corruptArchive = "Corrupt"
    /// The archive is intact, but in a format that trainers cannot unpack.
    case unsupportedArchive = "Unsupported"
    /// The archive would write outside the directory it is unpacked to.
    case unsafeArchive = "Unsafe"
    /// The archive does not have the expected files.
    case wrongLayout = "LayoutMismatch"

    /// The result cannot be written to the requested location.
    case cannotWrite = "CannotWrite"

    /// What a tool works on.
    public enum Subject: String, Sendable {
        case dataset = "Dataset"
        case model = "Model"
        case objects = "Objects"
    }

    /// The machine-readable word, suitable as a condition's reason: `DatasetNotFound`, but `AccessDenied`.
    public func word(for subject: Subject) -> String {
        switch self {
        case .notFound, .changedMeanwhile, .wrongSize, .corruptArchive, .unsupportedArchive, .unsafeArchive,
            .wrongLayout:
            subject.rawValue + rawValue
        default: rawValue
        }
    }

    /// Whether the same call may succeed later without any change to its inputs.
    public var isRetryable: Bool {
        switch self {
        case .storageUnreachable, .storageFailed, .changedMeanwhile: true
        default: false
        }
    }

    /// Exit status of the process, as in `sysexits.h`: EX_USAGE (ArgumentParser's own), EX_DATAERR, EX_NOINPUT,
    /// EX_UNAVAILABLE, EX_CANTCREAT and EX_NOPERM.
    public var exitCode: Int32 {
        switch self {
        case .invalidConfiguration: 64
        case .wrongSize, .corruptArchive, .unsupportedArchive, .unsafeArchive, .wrongLayout: 65
        case .notFound, .bucketNotFound: 66
        case .storageUnreachable, .storageFailed, .changedMeanwhile: 69
        case .cannotWrite: 73
        case .accessDenied, .invalidCredentials, .clockSkew, .wrongRegion, .storageNotTrusted: 77
        }
    }
}
