internal import AsyncHTTPClient
internal import DarkroomLogic
internal import DarkroomProxy
internal import KubeRuntime
internal import NIOCore
internal import NIOHTTP1

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Asks a pod how much work waits in its queue. The pod is the user's: nothing that it sends is used beyond that number.
struct AsyncQueueReader: Sendable {
    /// Configuration of a client for ``http``, which must connect to nothing but the pod itself.
    static var configuration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.httpVersion = .http1Only
        configuration.timeout.connect = .milliseconds(500)
        // Its backoff grows to a minute, while the next request comes after a second.
        configuration.connectionPool.retryConnectionEstablishment = false
        return configuration
    }

    private static let bodyLimit = 4 << 10
    /// More than any queue holds, and small enough to be summed.
    private static let maximum = 1_000_000_000

    private struct Answer: Decodable {
        let queued: Int
    }

    let http: HTTPClient
    /// How long a pod has for its whole answer.
    var timeout = Duration.milliseconds(800)

    /// The number that the pod reports.
    func depth(at pod: PodAddress, _ path: String) async -> Result<Int, AsyncQueueProblem> {
        // Covers the whole answer, which may come byte by byte.
        (try? await withTimeout(timeout) { await ask("http://\(pod)\(path)") }) ?? .failure(.noReply)
    }

    private func ask(_ url: String) async -> Result<Int, AsyncQueueProblem> {
        let response: HTTPClientResponse
        let body: ByteBuffer
        do {
            response = try await http.execute(HTTPClientRequest(url: url), timeout: TimeAmount(timeout))
            guard response.status == .ok else { return .failure(.refused(status: Int(response.status.code))) }
            body = try await response.body.collect(upTo: Self.bodyLimit)
        } catch is NIOTooManyBytesError {
            return .failure(.noNumber)
        } catch {
            return .failure(.noReply)
        }
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(body.readableBytesView)),
            (0...Self.maximum).contains(answer.queued)
        else { return .failure(.noNumber) }
        return .success(answer.queued)
    }
}
