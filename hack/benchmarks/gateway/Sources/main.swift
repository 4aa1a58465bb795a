// The data plane alone, with one route to the pods named on the command line: what the benchmark compares
// with other proxies.
//
//   gateway-benchmark PORT POD_IP:POD_PORT
import DarkroomGateway
import DarkroomLogic
import KubeCore
import NIOCore
import NIOPosix

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Nothing is held: the pods of a benchmark are there from the beginning.
struct NoActivator: Activator {
    func hold(_ request: HeldRequest) { request.resume(.timedOut) }
    func leave(_ id: UInt64, of service: ObjectKey) {}
}

let arguments = CommandLine.arguments.dropFirst()
guard let port = arguments.first.flatMap({ Int($0) }), arguments.count == 2,
    let pod = arguments.last?.split(separator: ":"), pod.count == 2, let podPort = Int(pod[1]),
    let path = RoutePath("/")
else { fatalError("usage: gateway-benchmark PORT POD_IP:POD_PORT") }

let service = ObjectKey(namespace: "benchmark", name: "pod")
let route = Route(path: path, service: service, createdAt: Timestamp(Date(timeIntervalSince1970: 0)))
let state = GatewayState(
    GatewaySnapshot(
        routes: RoutingTable([route]),
        pods: [service: [PodAddress(ip: String(pod[0]), port: podPort)]]
    )
)
let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
let server = try await GatewayServer.start(
    host: "127.0.0.1",
    port: port,
    state: state,
    activator: NoActivator(),
    group: group
)
print("listening on \(server.address)")
try await Task.sleep(for: .seconds(86_400))
