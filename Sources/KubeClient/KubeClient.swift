internal import KubeCore
internal import Metrics

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Typed access to an API server; a value that you can copy freely.
///
/// Every call is one request. The client never retries: the caller's backoff decides when to repeat.
/// All methods throw ``KubeError``, or `CancellationError`.
public struct KubeClient: Sendable {
    /// Carries the requests; wrap it in another transport to make another client.
    public let transport: any Transport
    /// Name that `managedFields` records for writes.
    public let fieldManager: String
    /// Prefix of the metrics about this client's caches, except those with names from other projects.
    public let metricPrefix: String
    /// What this client's requests show about the server; shared by its copies.
    public let reachability: ServerReachability

    /// Maximum size of a body in memory: far above etcd's object limit.
    static let bodyLimit = 64 << 20

    /// Maximum size of a page of a list, which the server has in memory as a whole, and which has to be read again if
    /// its connection breaks.
    package var pageLimit = 32 << 20

    /// Makes a client.
    ///
    /// - Parameter reachability: That of another client of the same server, if there is one.
    public init(
        transport: any Transport,
        fieldManager: String,
        metricPrefix: String = "kube",
        reachability: ServerReachability = ServerReachability()
    ) {
        self.transport = transport
        self.fieldManager = fieldManager
        self.metricPrefix = metricPrefix
        self.reachability = reachability
    }
}

extension KubeClient {
    /// Sends a request, reads the whole response, and turns any error status into a ``KubeError``.
    func perform(_ request: TransportRequest) async throws -> Data {
        let (response, data): (TransportResponse, Data)
        do {
            response = try await send(request)
            data = try await Self.collect(response.body)
        } catch let error as TransportError {
            Self.count(code: "<error>", request)
            throw KubeError.transport(error)
        }
        Self.count(code: "\(response.status)", request)
        guard (200..<300).contains(response.status) else { throw Self.rejection(response, data) }
        return data
    }

    /// Sends a request and reads its result.
    func perform<Result: Decodable>(_ request: TransportRequest, as type: Result.Type) async throws -> Result {
        let data = try await perform(request)
        do {
            return try DepthLimitedJSON.decode(type, from: data)
        } catch {
            throw KubeError.undecodable(decodingProblem(error))
        }
    }

    /// Reads the server's error; a proxy in between may answer with a body that is not a Status, even with
    /// a different meaning of `code`.
    static func rejection(_ response: TransportResponse, _ data: Data) -> KubeError {
        var status = (try? JSONDecoder().decode(KubeStatus.self, from: data)) ?? KubeStatus(code: 0)
        status.code = response.status
        if status.message.isEmpty {
            status.message = String(decoding: data.prefix(500), as: UTF8.self).trimmed()
        }
        return KubeError(status, retryAfter: response.retryAfter)
    }

    static func collect(_ body: TransportResponse.Body) async throws -> Data {
        var data = Data()
        for try await chunk in body {
            guard data.count + chunk.count <= bodyLimit else {
                throw TransportError("response is larger than \(bodyLimit) bytes", outcome: .unknown)
            }
            data.append(contentsOf: chunk)
        }
        return data
    }

    /// Sends a request and measures the time to the response's head, like client-go.
    func send(_ request: TransportRequest) async throws -> TransportResponse {
        let sent = ContinuousClock.now
        defer {
            Timer(label: "rest_client_request_duration_seconds", dimensions: [("verb", request.method.rawValue)])
                .record(duration: .now - sent)
        }
        do {
            let response = try await transport.send(request)
            reachability.answered(with: response.status)
            return response
        } catch let error as TransportError {
            reachability.unanswered()
            throw error
        }
    }

    static func count(code: String, _ request: TransportRequest) {
        Counter(
            label: "rest_client_requests_total",
            dimensions: [("code", code), ("method", request.method.rawValue)]
        ).increment()
    }
}
