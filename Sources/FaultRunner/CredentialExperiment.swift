import ClusterTestSupport
import FaultInjection
import KubeClient
import KubeCore
import NIOSSL
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Credentials that are rotated while the operator runs (scenario R10).
struct CredentialExperiment: Sendable {
    enum Change: String, CaseIterable, Sendable {
        /// The server rejects the old token at once, and a file has the new one.
        case token
        /// The same, but a plugin prints the new one.
        case plugin
        /// The server shows a certificate of another authority, which the file has too.
        case authority
        /// The server accepts another client certificate, which the files have too.
        case certificate
    }

    private static let limit: Duration = .seconds(60)

    let environment: RunEnvironment
    let name: String

    func run(_ change: Change) async throws {
        let upstream = try environment.transport()
        do {
            switch change {
            case .token: try await rotateToken(upstream) { "{tokenFile: \"\($0)\"}" }
            case .plugin: try await rotateToken(upstream) { try plugin(printing: $0) }
            case .authority: try await rotateAuthority(upstream)
            case .certificate: try await rotateCertificate(upstream)
            }
        } catch {
            await upstream.shutdown()
            throw error
        }
        await upstream.shutdown()
    }

    /// - Parameter user: The kubeconfig's entry for a user whose token is in a file.
    private func rotateToken(_ upstream: any Transport, user: (_ file: String) throws -> String) async throws {
        let file = "\(environment.directory)/\(name).token"
        try write("first", file)
        let accepted = Accepted()
        var hooks = FaultProxy.Hooks()
        hooks.accepts = { $0 == "Bearer \(accepted.token)" }
        let proxy = FaultProxy(upstream: upstream, hooks: hooks)
        let port = try await proxy.start()
        let kubeconfig = try environment.writeKubeconfig(
            name,
            server: "http://127.0.0.1:\(port)",
            user: try user(file)
        )
        try await work(proxy, kubeconfig) {
            try write("second", file)
            accepted.token = "second"
        }
    }

    /// A program that prints a credential without expiry whose token is in a file.
    private func plugin(printing file: String) throws -> String {
        let path = "\(environment.directory)/\(name).plugin"
        try write(
            """
            #!/bin/sh
            printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential",'
            printf '"status":{"token":"%s"}}' "$(cat '\(file)')"

            """,
            path
        )
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        return "{exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: \"\(path)\"}}"
    }

    private func rotateAuthority(_ upstream: any Transport) async throws {
        let identities = try await [identity("one"), identity("two")]
        let file = "\(environment.directory)/\(name).ca"
        try replace(file, by: identities[0].certificate)
        let proxy = FaultProxy(upstream: upstream, tls: try identities[0].serverContext())
        let port = try await proxy.start()
        let kubeconfig = try environment.writeKubeconfig(
            name,
            server: "https://127.0.0.1:\(port)",
            cluster: ", certificate-authority: \"\(file)\""
        )
        try await work(proxy, kubeconfig) {
            try replace(file, by: identities[1].certificate)
            proxy.present(try identities[1].serverContext())
            await proxy.disconnect()
        }
    }

    private func rotateCertificate(_ upstream: any Transport) async throws {
        let server = try await identity("server")
        let clients = try await [identity("one"), identity("two")]
        let stem = "\(environment.directory)/\(name).client"
        func show(_ client: Identity) throws {
            try replace("\(stem).key", by: client.key)
            try replace("\(stem).crt", by: client.certificate)
        }
        try show(clients[0])
        let proxy = FaultProxy(upstream: upstream, tls: try server.serverContext(for: clients[0]))
        let port = try await proxy.start()
        let kubeconfig = try environment.writeKubeconfig(
            name,
            server: "https://127.0.0.1:\(port)",
            user: "{client-certificate: \"\(stem).crt\", client-key: \"\(stem).key\"}",
            cluster: ", certificate-authority: \"\(server.certificate)\""
        )
        try await work(proxy, kubeconfig) {
            try show(clients[1])
            proxy.present(try server.serverContext(for: clients[1]))
            await proxy.disconnect()
        }
    }

    /// An operator works before and after a change, without a restart.
    private func work(
        _ proxy: FaultProxy,
        _ kubeconfig: String,
        change: () async throws -> Void
    ) async throws {
        let plane = try await ControlPlane(environment, namespace: name)
        let process = environment.operatorProcess(name, kubeconfig: kubeconfig, namespace: name)
        try process.start()
        do {
            try await reportOn("before", plane, process)
            try await change()
            try await reportOn("after", plane, process)
        } catch {
            await process.kill()
            await proxy.stop()
            throw error
        }
        await process.kill()
        await proxy.stop()
    }

    private func reportOn(_ subject: String, _ plane: ControlPlane, _ process: OperatorProcess) async throws {
        try await plane.create("trainingruns", subject, spec: Workload.spec(of: "trainingruns"))
        try await environment.settle(within: Self.limit) {
            if let exit = process.unexpectedExit { throw Failure("the operator exited: \(exit)") }
            return try await plane.get("trainingruns", subject)?.isReportedOn ?? false
                ? nil : "\(subject) is not reported on"
        }
    }

    /// A self-signed certificate for loopback, which is its own authority.
    private func identity(_ number: String) async throws -> Identity {
        let path = "\(environment.directory)/\(name).\(number)"
        let arguments = [
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=\(number)",
            "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "\(path).key", "-out", "\(path).crt",
        ]
        try await Command.run("openssl", arguments)
        return Identity(certificate: "\(path).crt", key: "\(path).key")
    }

    private func replace(_ file: String, by other: String) throws {
        try Data(contentsOf: URL(filePath: other)).write(to: URL(filePath: file), options: .atomic)
    }

    private func write(_ text: String, _ path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    }
}

/// Files of a certificate and its key.
private struct Identity {
    let certificate: String
    let key: String

    /// A server context with this certificate, which accepts only the given client, if any.
    func serverContext(for client: Identity? = nil) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem))
        )
        if let client {
            configuration.certificateVerification = .noHostnameVerification
            configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(client.certificate))
        }
        return try NIOSSLContext(configuration: configuration)
    }
}

/// The token that the server accepts.
private final class Accepted: Sendable {
    private let state = Mutex("first")

    var token: String {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}
