import KubeClient
import Logging
import ServiceLifecycle
import UnixSignals

extension ServiceGroup {
    /// Runs services until one fails or the process receives SIGTERM or SIGINT, and then closes the transport.
    ///
    /// Services stop in reverse order, all of them within `shutdownLimit`; also when one fails, so that
    /// reconciles in progress finish and the lease is released.
    static func runProcess(
        _ services: [any Service],
        over transport: HTTPTransport,
        shutdownLimit: Duration,
        logger: Logger
    ) async throws {
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: $0, failureTerminationBehavior: .gracefullyShutdownGroup) },
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = shutdownLimit
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch {
            await transport.shutdown()
            throw error
        }
        await transport.shutdown()
    }
}
