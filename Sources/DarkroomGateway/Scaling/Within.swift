/// The result of some work, or nil when it takes longer than `limit`; then it is cancelled.
func within<Value: Sendable>(
    _ limit: Duration,
    _ work: @Sendable @escaping () async -> Value
) async -> Value? {
    await withTaskGroup(of: Value?.self) { group in
        defer { group.cancelAll() }
        group.addTask { await work() }
        group.addTask {
            try? await Task.sleep(for: limit)
            return nil
        }
        return await group.next() ?? nil
    }
}
