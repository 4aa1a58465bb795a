/// Kinds of storage that platforms distinguish. All but `local` speak S3.
enum StorageType: String, CaseIterable, Sendable {
    case local, minio, r2, s3

    static let choices = "local, minio, r2 or s3"

    /// - Throws: An error that names the choices.
    init(named name: String) throws(ToolFailure) {
        guard let type = StorageType(rawValue: name) else {
            throw ToolFailure(
                .invalidConfiguration,
                "STORAGE_TYPE \"\(name.forDisplay())\" is not known; it must be \(Self.choices)"
            )
        }
        self = type
    }
}
