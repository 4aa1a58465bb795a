internal import KubeCore
internal import SystemPackage

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// The API server's audit log from a point in time.
public struct AuditLog: Sendable {
    private let path: String
    private let start: Int64

    /// The log from now on.
    public static func fromNowOn() throws -> AuditLog {
        guard let path = TestEnvironment.auditLog else { throw MissingVariable("DARKROOM_AUDIT_LOG") }
        return AuditLog(path: path, start: try open(path) { try $0.seek(offset: 0, from: .end) })
    }

    /// The requests since then.
    public func events() throws -> [AuditEvent] {
        let decoder = JSONDecoder()
        // The server may be writing its next line.
        return try bytes().split(separator: UInt8(ascii: "\n")).compactMap { line in
            try? decoder.decode(AuditEvent.self, from: Data(line))
        }
    }

    /// The writes since then by operators under test in one namespace, without Events, which report writes but change
    /// nothing.
    public func operatorWrites(in namespace: String) throws -> [AuditEvent] {
        try events().filter {
            $0.isWrite && $0.isByOperator && $0.namespace == namespace && $0.resource != "events"
        }
    }

    /// The same writes, after a pause without new ones.
    ///
    /// - Parameter pause: How long there must be none.
    public func settledOperatorWrites(
        in namespace: String,
        after pause: Duration = .seconds(1.5)
    ) async throws -> [AuditEvent] {
        try await Self.settled("the operator stops writing", after: pause, within: .seconds(60)) {
            try operatorWrites(in: namespace)
        }
    }

    /// All writes since then in one namespace, including Events, after a pause without new ones.
    ///
    /// - Parameters:
    ///   - pause: How long there must be none.
    ///   - limit: How long to wait for that.
    public func settledWrites(
        in namespace: String,
        after pause: Duration,
        within limit: Duration
    ) async throws -> [AuditEvent] {
        try await Self.settled("there are no more writes", after: pause, within: limit) {
            try events().filter { $0.isWrite && $0.namespace == namespace }
        }
    }

    private static func settled(
        _ expectation: String,
        after pause: Duration,
        within limit: Duration,
        _ look: () throws -> [AuditEvent]
    ) async throws -> [AuditEvent] {
        var writes = try look()
        var unchangedSince = ContinuousClock.now
        let deadline = unchangedSince + limit
        while ContinuousClock.now - unchangedSince < pause {
            try await Task.sleep(for: .milliseconds(200))
            let now = try look()
            if now.count != writes.count { (writes, unchangedSince) = (now, .now) }
            guard ContinuousClock.now < deadline else {
                throw Overdue(expectation, after: limit, lastSeen: "\(writes.suffix(20))")
            }
        }
        return writes
    }

    private func bytes() throws -> [UInt8] {
        try Self.open(path) { file in
            let end = try file.seek(offset: 0, from: .end)
            // A log that became shorter was rotated.
            let start = end < start ? 0 : start
            guard end > start else { return [] }
            return try [UInt8](unsafeUninitializedCapacity: Int(end - start)) { buffer, count in
                while count < buffer.count {
                    let rest = UnsafeMutableRawBufferPointer(
                        rebasing: UnsafeMutableRawBufferPointer(buffer)[count...]
                    )
                    let read = try file.read(fromAbsoluteOffset: start + Int64(count), into: rest)
                    guard read > 0 else { break }
                    count += read
                }
            }
        }
    }

    private static func open<Result>(
        _ path: String,
        _ body: (FileDescriptor) throws -> Result
    ) throws -> Result {
        let file = try FileDescriptor.open(FilePath(path), .readOnly)
        return try file.closeAfter { try body(file) }
    }
}
