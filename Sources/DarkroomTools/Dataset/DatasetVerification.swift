/// Checks that a training's dataset exists and can be unpacked, without downloading it. Of an archive it reads only the
/// central directory, which takes a few reads at the end.
public struct DatasetVerification: Sendable {
    private let settings: DatasetSettings
    private let expectations: DatasetExpectations
    private let client: S3Client?

    /// - Parameter session: Opens connections only for datasets in a bucket.
    public init(
        _ settings: DatasetSettings,
        expecting expectations: DatasetExpectations,
        session: HTTPSession
    ) {
        self.init(settings, expecting: expectations, exchange: session)
    }

    init(_ settings: DatasetSettings, expecting expectations: DatasetExpectations, exchange: any HTTPExchange) {
        self.settings = settings
        self.expectations = expectations
        client = settings.connection.map { S3Client($0, exchange: exchange) }
    }

    /// Checks the dataset.
    ///
    /// - Returns: A description of the result.
    /// - Throws: ``ToolFailure``.
    public func run() async throws -> String {
        switch settings.location {
        case .object(let location):
            guard let client else {
                throw ToolFailure(.invalidConfiguration, "\(location): no storage server is configured")
            }
            return try await verify(try await S3ObjectBytes(location, client: client), name: location.key)
        case .path(let path):
            if DirectoryTree.isDirectory(path) { return try verify(DirectoryTree(path)) }
            return try await verify(try LocalFile(path), name: path)
        }
    }

    private func verify(_ bytes: some RandomAccessBytes, name: String) async throws -> String {
        let place = settings.location.description
        do {
            try expectations.check(size: bytes.size)
            guard name.lowercased().hasSuffix(".zip") else { return try withoutDirectory(bytes.size) }
            var contents = DatasetContents(expecting: expectations.prefixes)
            try await ZipDirectory(of: bytes).forEachEntry { contents.add($0) }
            try expectations.check(contents)
            return
                "\(place): \(contents.files) files in an archive of \(bytes.size) bytes, \(contents.bytes) unpacked"
        } catch let failure as ToolFailure where failure.reason.isAboutContent {
            throw ToolFailure(failure.reason, "\(place) \(failure.message)")
        }
    }

    private func verify(_ tree: DirectoryTree) throws -> String {
        let place = settings.location.description
        var contents = DatasetContents(expecting: expectations.prefixes)
        try tree.forEachFile { contents.add(file: $0, size: $1) }
        do throws(ToolFailure) {
            try expectations.check(contents)
            try expectations.check(size: contents.bytes)
        } catch {
            throw ToolFailure(error.reason, "\(place) \(error.message)")
        }
        return "\(place): a directory with \(contents.files) files, \(contents.bytes) bytes"
    }

    /// Of other formats only the size is known.
    private func withoutDirectory(_ size: UInt64) throws(ToolFailure) -> String {
        guard expectations.prefixes.isEmpty, expectations.minimumFiles <= 1 else {
            throw ToolFailure(
                .unsupportedArchive,
                "is not named .zip, so its contents cannot be checked for the expected files"
            )
        }
        return
            "\(settings.location): \(size) bytes; its name does not end in .zip, so only its size was checked"
    }
}

extension FailureReason {
    /// Reasons whose messages continue after the dataset's name.
    fileprivate var isAboutContent: Bool {
        switch self {
        case .wrongSize, .corruptArchive, .unsupportedArchive, .unsafeArchive, .wrongLayout: true
        default: false
        }
    }
}
