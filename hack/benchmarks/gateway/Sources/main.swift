// The data plane alone, with one route to the pods named on the command line: what the benchmark compares
// with other proxies.
//
//   gateway-benchmark [--reporting] PORT POD_IP:POD_PORT...
//
// With --reporting it counts every request and writes a line about it on standard output, as `darkroom gateway` does.
import DarkroomGateway
import DarkroomProxy
import DarkroomTelemetry
import DarkroomTraffic
import Logging
import Metrics
import NIOCore
import NIOPosix

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Holds no requests: the pods of a benchmark exist from the beginning.
struct NoActivator: Activator {
    func hold(_ request: HeldRequest) { request.resume(.timedOut) }
    func leave(_ id: UInt64, of service: ServiceID) {}
}

func pod(_ text: String) -> PodAddress? {
    let parts = text.split(separator: ":")
    guard parts.count == 2, let port = Int(parts[1]) else { return nil }
    return PodAddress(ip: String(parts[0]), port: port)
}

var arguments = CommandLine.arguments.dropFirst()
let isReporting = arguments.first == "--reporting"
if isReporting { arguments.removeFirst() }
let pods = arguments.dropFirst().compactMap(pod)
guard let port = arguments.first.flatMap({ Int($0) }), !pods.isEmpty, pods.count == arguments.count - 1,
    let path = RoutePath("/")
else { fatalError("usage: gateway-benchmark [--reporting] PORT POD_IP:POD_PORT...") }

let service = ServiceID(namespace: "benchmark", name: "pod")
let route = Route(path: path, service: service, createdAt: Date(timeIntervalSince1970: 0))
let state = RoutingState(
    RoutingSnapshot(routes: RoutingTable([route]), services: [service: .init(pods: pods)])
)
var reporter: RequestReporter?
if isReporting {
    let registry = PrometheusRegistry(logger: Logger(label: "benchmark"))
    registry.describe(MetricDescription.gateway)
    MetricsSystem.bootstrap(PrometheusMetricsFactory(registry: registry))
    reporter = RequestReporter { FileDescriptorSink.standardOutput.write($0) }
}
let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
let server = try await ProxyServer.start(
    host: "127.0.0.1",
    port: port,
    state: state,
    activator: NoActivator(),
    observer: reporter,
    group: group
)
print("listening on \(server.address)")
if let reporter { try await reporter.run() }
try await Task.sleep(for: .seconds(86_400))
