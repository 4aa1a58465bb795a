internal import KubeCore
internal import Metrics

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Typed access to an API server; a value that may be copied freely.
///
/// Every call is one request. Nothing is retried here: when to repeat is for the caller's backoff to decide.
/// All methods throw ``KubeError``, or `CancellationError`.
public struct KubeClient: Sendable {
    /// What carries its requests; wrapped by another, it makes another client.
    public let transport: any Transport
    /// Name under which writes are recorded in `managedFields`.
    public let fieldManager: String
    /// First part of the names of the metrics about this client's caches, beside those whose names other projects set.
    public let metricPrefix: String

    /// Greatest body read into memory: far above etcd's object limit, and above a page of a list.
    static let bodyLimit = 256 << 20

    /// Makes a client.
    public init(transport: any Transport, fieldManager: String, metricPrefix: String = "kube") {
        self.transport = transport
        self.fieldManager = fieldManager
        self.metricPrefix = metricPrefix
    }
}

extension KubeClient {
    /// Sends a request, reads the whole response, and turns any refusal into a ``KubeError``.
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
        guard (200..<300).contains(response.status) else { throw Self.refusal(response, data) }
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

    /// What the server says about a refusal; proxies in between answer with other bodies than a Status, even with
    /// other meanings of `code`.
    static func refusal(_ response: TransportResponse, _ data: Data) -> KubeError {
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

    /// Sends a request and measures how long its answer takes to begin, as client-go does.
    func send(_ request: TransportRequest) async throws -> TransportResponse {
        let sent = ContinuousClock.now
        defer {
            Timer(label: "rest_client_request_duration_seconds", dimensions: [("verb", request.method.rawValue)])
                .record(duration: .now - sent)
        }
        return try await transport.send(request)
    }

    static func count(code: String, _ request: TransportRequest) {
        Counter(
            label: "rest_client_requests_total",
            dimensions: [("code", code), ("method", request.method.rawValue)]
        ).increment()
    }
}
