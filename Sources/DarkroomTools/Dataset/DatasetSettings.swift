/// Which dataset a training uses, read from the environment of its container.
///
/// | variable | |
/// | --- | --- |
/// | `STORAGE_TYPE` | `local`, `minio`, `r2` or `s3` |
/// | `DATASET_ID` | a dataset at its default place: `s3://datasets/{id}/data.zip`, or `{DATASET_ROOT}/{id}/data.zip` |
/// | `DATASET_URI` | a dataset anywhere: `s3://bucket/key`, `file:///path` or `/path`; overrides `DATASET_ID` |
/// | `DATASET_BUCKET` | bucket to use instead of `datasets` |
/// | `DATASET_ROOT` | directory of local datasets instead of `/workspace/datasets` |
///
/// Empty variables count as unset. The S3 server is described by the variables of ``S3Connection/init(environment:)``.
public struct DatasetSettings: Hashable, Sendable {
    /// Where the dataset is.
    public var location: DatasetLocation
    /// Nil for local datasets.
    public var connection: S3Connection?

    /// Reads the settings.
    ///
    /// - Parameter uri: Takes precedence over the environment.
    public init(environment: [String: String], uri: String? = nil) throws(ToolFailure) {
        let variables = Variables(environment)
        let storage = try variables["STORAGE_TYPE"].map(StorageType.init(named:))
        if let uri = uri ?? variables["DATASET_URI"] {
            location = try Self.location(uri: uri)
        } else if let identifier = variables["DATASET_ID"] {
            location = try Self.location(identifier: identifier, storage, variables)
        } else {
            throw ToolFailure(
                .invalidConfiguration,
                "no dataset to check: set DATASET_URI or DATASET_ID, or pass a URI"
            )
        }
        switch (location, storage) {
        case (.object, .local):
            throw ToolFailure(
                .invalidConfiguration,
                "the dataset \(location) is in a bucket, but STORAGE_TYPE is local; set it to minio, r2 or s3"
            )
        case (.object, _): connection = try S3Connection(environment: environment)
        case (.path, _): connection = nil
        }
    }

    private static func location(uri: String) throws(ToolFailure) -> DatasetLocation {
        if uri.hasPrefix("s3://") { return .object(try S3Location(uri: uri)) }
        let path = uri.hasPrefix("file://") ? String(uri.dropFirst("file://".count)) : uri
        guard path.hasPrefix("/"), !path.unicodeScalars.contains("\0") else {
            throw ToolFailure(
                .invalidConfiguration,
                "the dataset's URI \"\(uri.forDisplay())\" must be s3://bucket/key, file:///path or /path"
            )
        }
        return .path(path)
    }

    private static func location(
        identifier: String,
        _ storage: StorageType?,
        _ variables: Variables
    ) throws(ToolFailure) -> DatasetLocation {
        let parts = identifier.split(separator: "/", omittingEmptySubsequences: false)
        let isPlain = identifier.unicodeScalars.allSatisfy {
            $0.value > 0x1f && $0.value != 0x7f && $0 != "\\"
        }
        guard isPlain, parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
            throw ToolFailure(
                .invalidConfiguration,
                "the dataset's id \"\(identifier.forDisplay())\" must be a name, or names separated by slashes"
            )
        }
        guard let storage else {
            throw ToolFailure(
                .invalidConfiguration,
                "STORAGE_TYPE is not set, so the storage of dataset \(identifier.forDisplay()) is unknown; "
                    + "set it to \(StorageType.choices)"
            )
        }
        if storage == .local {
            return .path("\(variables["DATASET_ROOT"] ?? "/workspace/datasets")/\(identifier)/data.zip")
        }
        let object = S3Location(
            bucket: variables["DATASET_BUCKET"] ?? "datasets",
            key: "\(identifier)/data.zip"
        )
        try object.check()
        return .object(object)
    }
}
