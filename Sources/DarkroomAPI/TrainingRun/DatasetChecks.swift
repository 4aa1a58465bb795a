public import KubeCRD

/// What a data set must be for a ``TrainingRun`` to begin.
public struct DatasetChecks: Hashable, FieldCoded {
    /// Fewest files.
    public var minFiles: Int?
    /// Greatest size of the archive, in bytes or with `Ki`, `Mi`, `Gi`, `Ti`.
    public var maxSize: String?
    /// Beginnings of names that at least one file each must have.
    public var expect: [String]

    /// Describes checks.
    public init(minFiles: Int? = nil, maxSize: String? = nil, expect: [String] = []) {
        self.minFiles = minFiles
        self.maxSize = maxSize
        self.expect = expect
    }

    public static let fields = Fields(
        """
        Has the data set checked before the container starts, in a container before it with the same credentials: \
        whether it is there and what the archive's directory says. Nothing is downloaded. `{}` checks just that.
        """,
        from: DatasetChecks()
    ) {
        Field("minFiles", \.minFiles, .integer(0...1_000_000_000), "Fewest files; 1 unless said otherwise.")
        Field("maxSize", \.maxSize, .string(.byteCount), "Greatest size of the archive, such as `20Gi`.")
        Field(
            "expect",
            \.expect,
            .list(of: .string(length: 1...253), .set, count: 0...32),
            "Beginnings of names that at least one file each must have, such as `train/`."
        )
    }
}
