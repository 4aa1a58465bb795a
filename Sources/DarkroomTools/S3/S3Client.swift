#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Reads from one S3 server. Throws a ``ToolFailure`` when the retries are exhausted or cannot help.
public struct S3Client: Sendable {
    private static let maximumErrorBytes = 64 << 10
    /// A page has at most 1000 keys of 1024 bytes; a byte takes up to three characters, or an entity of six.
    private static let maximumPageBytes = 8 << 20

    let connection: S3Connection
    private let exchange: any HTTPExchange
    let retry: Retry
    private let now: @Sendable () -> Date

    /// Makes a client that uses `session`, which the caller shuts down.
    public init(_ connection: S3Connection, session: HTTPSession) {
        self.init(connection, exchange: session)
    }

    init(
        _ connection: S3Connection,
        exchange: any HTTPExchange,
        retry: Retry = Retry(),
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.connection = connection
        self.exchange = exchange
        self.retry = retry
        self.now = now
    }

    /// Size and identity of an object.
    func describe(_ location: S3Location) async throws -> S3ObjectDescription {
        let head = S3Request(.head, bucket: location.bucket, key: location.key)
        let description = try await perform(head, isProbe: true) { reply -> S3ObjectDescription? in
            reply.status == 200 ? S3ObjectDescription(reply, size: reply.headers["content-length"]) : nil
        }
        if let description { return description }
        // An error response to HEAD has no body and therefore no reason; the same request as GET has one.
        let first = S3Request(
            .get,
            bucket: location.bucket,
            key: location.key,
            headers: [("range", "bytes=0-0")]
        )
        let answer = try await perform(first) { reply -> S3ObjectDescription? in
            let total = reply.headers["content-range"]?.split(separator: "/").last.map(String.init)
            return S3ObjectDescription(reply, size: total ?? reply.headers["content-length"])
        }
        guard let answer else {
            throw ToolFailure(.storageFailed, "\(connection.endpoint) does not report the size of \(location)")
        }
        return answer
    }

    /// Exactly the bytes `offset..<offset + count`, `count` being above 0.
    ///
    /// - Parameter entityTag: The request fails when the object no longer has this tag.
    func read(
        _ location: S3Location,
        at offset: UInt64,
        count: Int,
        entityTag: String?
    ) async throws -> [UInt8] {
        let (end, isOverflow) = offset.addingReportingOverflow(UInt64(max(count, 1)) - 1)
        guard !isOverflow else { throw ToolFailure(.storageFailed, "\(location) has no such range of bytes") }
        var headers = [("range", "bytes=\(offset)-\(end)")]
        if let entityTag { headers.append(("if-match", entityTag)) }
        let request = S3Request(.get, bucket: location.bucket, key: location.key, headers: headers)
        return try await perform(request) { reply in
            guard reply.status == 206 || offset == 0 else {
                throw ToolFailure(
                    .storageFailed,
                    "\(connection.endpoint) does not serve parts of objects (HTTP range requests)"
                )
            }
            var bytes: [UInt8] = []
            bytes.reserveCapacity(count)
            for try await chunk in reply.body {
                bytes += chunk.prefix(count - bytes.count)
                if bytes.count == count { break }
            }
            guard bytes.count == count else { throw Self.cutShort(location) }
            return bytes
        }
    }

    /// One page of the objects under a prefix, in the order of their keys' bytes.
    ///
    /// - Parameter after: Key to start after; only for the first page.
    func list(
        bucket: String,
        prefix: String,
        after: String? = nil,
        continuationToken: String? = nil
    ) async throws -> ObjectListing {
        // Keys may contain characters that XML cannot represent, hence the encoding.
        var query = [("list-type", "2"), ("encoding-type", "url"), ("prefix", prefix)]
        if let after, continuationToken == nil { query.append(("start-after", after)) }
        if let continuationToken { query.append(("continuation-token", continuationToken)) }
        return try await perform(S3Request(.get, bucket: bucket, query: query)) { reply in
            guard let body = try await reply.collect(upTo: Self.maximumPageBytes) else {
                throw ToolFailure(
                    .storageFailed,
                    "\(connection.endpoint) answers with an endless list of objects"
                )
            }
            do {
                return try ObjectListing(body)
            } catch {
                throw ToolFailure(
                    .storageFailed,
                    "\(connection.endpoint) does not answer with a readable list of objects (\(error)); "
                        + "make sure that this is the address of an S3 server"
                )
            }
        }
    }

    /// The response whose body is the object from `offset` to its end.
    func open(_ location: S3Location, from offset: UInt64, entityTag: String?) async throws -> HTTPReply {
        var headers = [("range", "bytes=\(offset)-")]
        if let entityTag { headers.append(("if-match", entityTag)) }
        let request = S3Request(.get, bucket: location.bucket, key: location.key, headers: headers)
        return try await perform(request) { $0 }
    }

    /// A URL that permits any client to GET the object for the given number of seconds.
    public func presignedURL(_ location: S3Location, seconds: Int) -> String {
        let request = S3Request(.get, bucket: location.bucket, key: location.key)
        let signed = signer().presign(request, host: connection.endpoint.authority, seconds: seconds)
        return "\(connection.endpoint)\(signed.target)"
    }

    /// Sends a request until it succeeds or a retry cannot help.
    ///
    /// - Parameter isProbe: Whether `body` receives the response with any status that is not transient.
    private func perform<Value>(
        _ request: S3Request,
        isProbe: Bool = false,
        body: (HTTPReply) async throws -> Value
    ) async throws -> Value {
        try await retry.run { try await attempt(request, isProbe, body) }
    }

    private func attempt<Value>(
        _ request: S3Request,
        _ isProbe: Bool,
        _ body: (HTTPReply) async throws -> Value
    ) async throws -> Value {
        // Signed on each attempt, because signatures expire.
        let signer = signer()
        let signed = signer.sign(request, host: connection.endpoint.authority)
        let reply = try await exchange.send(
            HTTPMessage(
                method: signed.method.rawValue,
                url: "\(connection.endpoint)\(signed.target)",
                headers: signed.headers.map { ($0.name, $0.value) }
            )
        )
        if (200...299).contains(reply.status) { return try await body(reply) }
        let document = S3ErrorDocument(
            status: reply.status,
            region: reply.headers["x-amz-bucket-region"],
            body: request.method == .head ? [] : try await reply.collect(upTo: Self.maximumErrorBytes) ?? []
        )
        if isProbe, !document.isTransient { return try await body(reply) }
        let problem = S3Problem(
            endpoint: connection.endpoint,
            bucket: request.bucket,
            key: request.key,
            region: connection.region,
            accessKeyID: connection.credentials.accessKeyID,
            now: signer.date.instant
        )
        throw ConnectionFailure(failure: problem.failure(document), isTransient: document.isTransient)
    }

    private func signer() -> SignatureV4 {
        SignatureV4(credentials: connection.credentials, region: connection.region, date: SigningDate(now()))
    }

    private static func cutShort(_ location: S3Location) -> ConnectionFailure {
        ConnectionFailure(
            failure: ToolFailure(.storageFailed, "the server sent fewer bytes of \(location) than it announced"),
            isTransient: true
        )
    }
}
