extension Task where Failure == any Error {
    /// The task's result, unless the waiting task is cancelled first; the task then continues. ``value`` would wait for
    /// the result even when the waiting task is cancelled.
    ///
    /// - Throws: What the task throws, or `CancellationError`.
    func valueUnlessCancelled() async throws -> Success {
        let (results, continuation) = AsyncThrowingStream<Success, any Error>.makeStream()
        Task<Void, Never> {
            do {
                continuation.yield(try await value)
                continuation.finish()
            } catch {
                continuation.finish(throwing: error)
            }
        }
        for try await result in results { return result }
        throw _Concurrency.CancellationError()
    }
}
