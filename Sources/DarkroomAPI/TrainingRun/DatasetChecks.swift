public import KubeCRD

/// What a data set must be for a ``TrainingRun`` to begin.
public struct DatasetChecks: Hashable, FieldCoded {
    /// Smallest number of files.
    public var minFiles: Int?
    /// Largest size of the archive, in bytes or with `Ki`, `Mi`, `Gi`, `Ti`.
    public var maxSize: String?
    /// Prefixes; for each, the name of at least one file must begin with it.
    public var expect: [String]

    /// Describes checks.
    public init(minFiles: Int? = nil, maxSize: String? = nil, expect: [String] = []) {
        self.minFiles = minFiles
        self.maxSize = maxSize
        self.expect = expect
    }

    public static let fields = Fields(
        """
        Checks the data set before the container starts, in an init container with the same credentials: that it \
        exists, and what the directory of the archive lists. Nothing is downloaded. `{}` makes only these checks.
        """,
        from: DatasetChecks()
    ) {
        Field("minFiles", \.minFiles, .integer(0...1_000_000_000), "Smallest number of files. Without it, 1.")
        Field("maxSize", \.maxSize, .string(.byteCount), "Largest size of the archive, such as `20Gi`.")
        Field(
            "expect",
            \.expect,
            .list(of: .string(length: 1...253), .set, count: 0...32),
            "Prefixes such as `train/`: for each, there must be a file whose name begins with it."
        )
    }
}
