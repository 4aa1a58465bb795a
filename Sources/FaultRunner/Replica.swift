import ClusterTestSupport
import FaultInjection
import KubeClient
import KubeCore
import Synchronization

/// One of two replicas, with its own proxy, which distinguishes its requests.
struct Replica: Sendable {
    let name: String
    let proxy: FaultProxy
    let process: OperatorProcess
    private let upstream: HTTPTransport

    init(
        _ environment: RunEnvironment,
        namespace: String,
        _ letter: String,
        hooks: FaultProxy.Hooks = .init()
    ) async throws {
        name = "\(namespace)-\(letter)"
        upstream = try environment.transport()
        proxy = FaultProxy(upstream: upstream, hooks: hooks)
        let port = try await proxy.start()
        let kubeconfig = try environment.writeKubeconfig(name, server: "http://127.0.0.1:\(port)")
        let election = ["--leader-elect", "--leader-election-namespace", namespace]
        process = environment.operatorProcess(name, kubeconfig: kubeconfig, namespace: namespace, election)
        try process.start()
    }

    /// Writes that took effect, including the election's.
    var writes: [RecordedRequest] { proxy.log.requests.filter(\.isCommittedWrite) }

    /// First time it wrote the lease.
    var firstRenewal: ContinuousClock.Instant? { writes.first { $0.request.isElection }?.at }

    /// Last time it wrote the lease.
    var lastRenewal: ContinuousClock.Instant? { writes.last { $0.request.isElection }?.at }

    func end() async {
        process.signal(SIGCONT)
        await process.kill()
        await proxy.stop()
        await upstream.shutdown()
    }
}

#if canImport(Glibc)
import Glibc
#endif
