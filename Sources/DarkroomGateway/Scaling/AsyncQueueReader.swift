internal import AsyncHTTPClient
internal import DarkroomLogic
internal import NIOCore
internal import NIOHTTP1

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Asks a pod how much work waits in the queue that it keeps. The pod is a user's, and nothing it sends is believed beyond
/// that number.
struct AsyncQueueReader: Sendable {
    /// What a client for ``http`` has to be like: it goes nowhere but to the pod that it is sent to.
    static var configuration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.httpVersion = .http1Only
        configuration.timeout.connect = .milliseconds(500)
        // It would wait longer and longer between attempts, up to a minute: the next question is one.
        configuration.connectionPool.retryConnectionEstablishment = false
        return configuration
    }

    private static let bodyLimit = 4 << 10
    /// More than any queue holds, and few enough to be added up.
    private static let most = 1_000_000_000

    private struct Answer: Decodable {
        let queued: Int
    }

    let http: HTTPClient
    /// How long a pod has for its whole answer.
    var patience = Duration.milliseconds(800)

    /// The number that a pod gives.
    func depth(at pod: PodAddress, _ path: String) async -> Result<Int, AsyncQueueProblem> {
        // For the whole answer, which may come byte by byte.
        await within(patience) { await ask("http://\(pod)\(path)") } ?? .failure(.noReply)
    }

    private func ask(_ url: String) async -> Result<Int, AsyncQueueProblem> {
        let response: HTTPClientResponse
        let body: ByteBuffer
        do {
            response = try await http.execute(HTTPClientRequest(url: url), timeout: TimeAmount(patience))
            guard response.status == .ok else { return .failure(.refused(status: Int(response.status.code))) }
            body = try await response.body.collect(upTo: Self.bodyLimit)
        } catch is NIOTooManyBytesError {
            return .failure(.noNumber)
        } catch {
            return .failure(.noReply)
        }
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(body.readableBytesView)),
            (0...Self.most).contains(answer.queued)
        else { return .failure(.noNumber) }
        return .success(answer.queued)
    }
}
