internal import AsyncHTTPClient
internal import NIOCore

/// A response's body as byte arrays, with errors translated to those of ``Transport``.
struct HTTPResponseBody: AsyncSequence, Sendable {
    let chunks: HTTPClientResponse.Body

    func makeAsyncIterator() -> Iterator { Iterator(chunks: chunks.makeAsyncIterator()) }

    struct Iterator: AsyncIteratorProtocol {
        fileprivate var chunks: HTTPClientResponse.Body.AsyncIterator

        mutating func next() async throws -> [UInt8]? {
            do {
                return try await chunks.next().map { [UInt8](buffer: $0) }
            } catch {
                throw HTTPTransport.describe(error)
            }
        }
    }
}
