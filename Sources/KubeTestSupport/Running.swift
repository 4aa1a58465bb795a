public import Logging
public import ServiceLifecycle

/// Runs services while `body` runs, then shuts them down gracefully.
public func running<Result: Sendable>(
    _ services: any Service...,
    body: (ServiceGroup) async throws -> Result
) async throws -> Result {
    let group = ServiceGroup(services: services, logger: .silent)
    let task = Task { try await group.run() }
    do {
        let result = try await body(group)
        await group.triggerGracefulShutdown()
        try await task.value
        return result
    } catch {
        task.cancel()
        throw error
    }
}

extension Logger {
    /// A logger that discards all messages.
    public static let silent = Logger(label: "silent") { _ in SwiftLogNoOpLogHandler() }
}
