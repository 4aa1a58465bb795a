import FaultInjection
import KubeClient
import KubeCore
import NIOSSL
import Subprocess
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Tokens and authorities that change while the operator runs (row R10).
struct Credentials: Sendable {
    enum Change: String, CaseIterable, Sendable {
        /// The old token is refused from one moment on.
        case token
        /// The server shows a certificate of another authority, and the file has that one.
        case authority
    }

    private static let limit: Duration = .seconds(60)

    let laboratory: Laboratory
    let name: String

    func run(_ change: Change) async throws {
        let upstream = try laboratory.transport()
        do {
            switch change {
            case .token: try await rotateToken(upstream)
            case .authority: try await rotateAuthority(upstream)
            }
        } catch {
            await upstream.shutdown()
            throw error
        }
        await upstream.shutdown()
    }

    private func rotateToken(_ upstream: any Transport) async throws {
        let file = "\(laboratory.directory)/\(name).token"
        try write("first", file)
        let accepted = Accepted()
        var hooks = FaultProxy.Hooks()
        hooks.accepts = { $0 == "Bearer \(accepted.token)" }
        let proxy = FaultProxy(upstream: upstream, hooks: hooks)
        let port = try await proxy.start()
        let kubeconfig = try laboratory.writeKubeconfig(
            name,
            server: "http://127.0.0.1:\(port)",
            user: "{tokenFile: \"\(file)\"}"
        )
        try await work(proxy, kubeconfig) {
            try write("second", file)
            accepted.token = "second"
        }
    }

    private func rotateAuthority(_ upstream: any Transport) async throws {
        let contexts = try await [authority("one"), authority("two")]
        let file = "\(laboratory.directory)/\(name).ca"
        try FileManager.default.copyItem(atPath: contexts[0].path, toPath: file)
        let proxy = FaultProxy(upstream: upstream, tls: contexts[0].context)
        let port = try await proxy.start()
        let kubeconfig = try laboratory.writeKubeconfig(
            name,
            server: "https://127.0.0.1:\(port)",
            cluster: ", certificate-authority: \"\(file)\""
        )
        try await work(proxy, kubeconfig) {
            try Data(contentsOf: URL(filePath: contexts[1].path)).write(to: URL(filePath: file))
            proxy.present(contexts[1].context)
            await proxy.disconnect()
        }
    }

    /// An operator works before and after a change, without being started again.
    private func work(
        _ proxy: FaultProxy,
        _ kubeconfig: String,
        change: () async throws -> Void
    ) async throws {
        let bench = Bench(api: laboratory.api, namespace: name, restart: {})
        try await Bench.prepare(laboratory.api, name)
        let process = laboratory.operatorProcess(name, kubeconfig: kubeconfig, namespace: name)
        try process.start()
        do {
            try await reportOn("before", bench, process)
            try await change()
            try await reportOn("after", bench, process)
        } catch {
            await process.kill()
            await proxy.stop()
            throw error
        }
        await process.kill()
        await proxy.stop()
    }

    private func reportOn(_ subject: String, _ bench: Bench, _ process: OperatorProcess) async throws {
        try await bench.create("trainingruns", subject, spec: Workload.spec(of: "trainingruns"))
        try await settle(within: Self.limit) {
            if let exit = process.unexpectedExit { throw Failure("the operator ended: \(exit)") }
            return try await bench.get("trainingruns", subject)?.isReportedOn ?? false
                ? nil : "\(subject) is not reported on"
        }
    }

    /// A certificate for loopback that signs itself, which makes it its own authority.
    private func authority(_ number: String) async throws -> (context: NIOSSLContext, path: String) {
        let path = "\(laboratory.directory)/\(name).\(number)"
        let arguments = [
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=proxy-\(number)",
            "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "\(path).key", "-out", "\(path).crt",
        ]
        let result = try await Subprocess.run(
            .name("openssl"),
            arguments: Arguments(arguments),
            output: .discarded,
            error: .string(limit: 4096)
        )
        guard result.terminationStatus.isSuccess else { throw Failure("openssl: \(result.standardError)") }
        let configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile("\(path).crt").map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: "\(path).key", format: .pem))
        )
        return (try NIOSSLContext(configuration: configuration), "\(path).crt")
    }

    private func write(_ text: String, _ path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    }
}

/// The token that is valid now.
private final class Accepted: Sendable {
    private let state = Mutex("first")

    var token: String {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}
