internal import Crypto

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Downloads a remote file into a directory: completely or not at all. Resumes where an earlier attempt stopped, and
/// does nothing when the file is already there.
public struct Download: Sendable {
    /// The result of a download.
    public struct Outcome: Hashable, Sendable {
        /// Where the file is.
        public var path: String
        /// In bytes.
        public var size: UInt64
        /// How many of them this run transferred over the network.
        public var transferred: UInt64
    }

    private let source: any DownloadSource
    private let directory: String
    private let name: String
    private let checksum: String?
    private let maximumSize: UInt64?

    /// Describes a download.
    ///
    /// - Parameters:
    ///   - uri: `s3://bucket/key` or `https://host/path`.
    ///   - environment: Holds the keys of the storage; see ``S3Connection/init(environment:)``.
    ///   - name: Name of the file; by default the last part of the URI.
    ///   - checksum: SHA-256 that the file must have, in hexadecimal.
    public init(
        _ uri: String,
        environment: [String: String],
        to directory: String,
        name: String? = nil,
        checksum: String? = nil,
        maximumSize: UInt64? = nil,
        session: HTTPSession
    ) throws(ToolFailure) {
        let source: any DownloadSource
        let defaultName: Substring?
        if uri.hasPrefix("s3://") {
            let location = try S3Location(uri: uri)
            let client = S3Client(try S3Connection(environment: environment), session: session)
            source = S3Download(client: client, location: location)
            defaultName = location.key.split(separator: "/").last
        } else {
            let web = try WebDownload(uri, exchange: session)
            source = web
            defaultName = web.url.path(percentEncoded: false).split(separator: "/").last
        }
        try self.init(
            source,
            to: directory,
            name: name ?? defaultName.map(String.init) ?? "",
            checksum: checksum,
            maximumSize: maximumSize
        )
    }

    init(
        _ source: any DownloadSource,
        to directory: String,
        name: String,
        checksum: String? = nil,
        maximumSize: UInt64? = nil
    ) throws(ToolFailure) {
        // Leaves room for the prefix and suffix of the partial file.
        guard (1...200).contains(name.utf8.count), name != ".", name != "..",
            name.utf8.allSatisfy({ $0 > 0x1f && $0 != 0x7f && $0 != UInt8(ascii: "/") })
        else {
            throw ToolFailure(
                .invalidConfiguration,
                "\"\(name.forDisplay())\" cannot be the file's name; give one of at most 200 bytes without slashes"
            )
        }
        guard
            checksum == nil || checksum?.utf8.count == 64 && checksum?.utf8.allSatisfy({ Hex.value($0) != nil }) == true
        else { throw ToolFailure(.invalidConfiguration, "the checksum is not a SHA-256 of 64 hexadecimal digits") }
        self.source = source
        self.directory = directory
        self.name = name
        self.checksum = checksum?.lowercased()
        self.maximumSize = maximumSize
    }

    private var target: String { "\(directory)/\(name)" }
    /// File that records which version the target is.
    private var mark: String { "\(directory)/.\(name).version" }

    /// Downloads what is missing.
    ///
    /// - Throws: ``ToolFailure``; run this again to resume an interrupted download.
    public func run() async throws -> Outcome {
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        } catch {
            throw ToolFailure(.cannotWrite, "\(directory.forDisplay()) cannot be created; mount a writable volume")
        }
        // The checksum identifies the bytes, so no request is needed.
        if let checksum, let file = try? LocalFile(target), try await Self.checksum(of: file) == checksum {
            return Outcome(path: target, size: file.size, transferred: 0)
        }
        let description = try await source.describe()
        if let maximumSize, description.size > maximumSize {
            throw ToolFailure(
                .wrongSize,
                "\(source) has \(description.size) bytes, and at most \(maximumSize) are allowed"
            )
        }
        let version = version(description)
        if checksum == nil, description.entityTag != nil, let file = try? LocalFile(target),
            file.size == description.size, (try? String(contentsOfFile: mark, encoding: .utf8)) == version
        {
            return Outcome(path: target, size: file.size, transferred: 0)
        }
        return try await fetch(description, version)
    }

    private func fetch(_ description: DownloadDescription, _ version: String) async throws -> Outcome {
        removePartials(except: version)
        let partial = try PartialFile(partialPath(version))
        if description.entityTag == nil || partial.size > description.size { try partial.truncate() }
        let missing = description.size - partial.size
        try await source.stream(from: partial.size, of: description) { try partial.append($0) }
        if let checksum {
            let actual = try await Self.checksum(of: try LocalFile(partial.path))
            guard actual == checksum else {
                partial.remove()
                throw ToolFailure(
                    .corruptArchive,
                    "\(source) has the SHA-256 \(actual), and \(checksum) is expected; correct the checksum, or the file"
                )
            }
        }
        // Between the two writes the mark must be missing rather than wrong: a missing one only costs another download.
        try? FileManager.default.removeItem(atPath: mark)
        try partial.move(to: target)
        if let problem = TextFile.write(version, to: mark, creating: true) {
            throw ToolFailure(.cannotWrite, "\(mark.forDisplay()) cannot be written: \(problem)")
        }
        return Outcome(path: target, size: description.size, transferred: missing)
    }

    private func partialPath(_ version: String) -> String { "\(directory)/.\(name).\(version.prefix(16)).partial" }

    /// Removes the partial files of other versions.
    private func removePartials(except version: String) {
        let kept = partialPath(version)
        for file in (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        where file.hasPrefix(".\(name).") && file.hasSuffix(".partial") && "\(directory)/\(file)" != kept {
            try? FileManager.default.removeItem(atPath: "\(directory)/\(file)")
        }
    }

    private func version(_ description: DownloadDescription) -> String {
        let text = "\(source)\n\(description.size)\n\(description.entityTag ?? "")"
        return Hex.lower(SHA256.hash(data: Array(text.utf8)))
    }

    private static func checksum(of file: LocalFile) async throws -> String {
        var hash = SHA256()
        var offset: UInt64 = 0
        while offset < file.size {
            let count = Int(min(file.size - offset, 1 << 20))
            hash.update(data: try await file.read(at: offset, count: count))
            offset += UInt64(count)
        }
        return Hex.lower(hash.finalize())
    }
}
