internal import KubeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Holds the current credentials and renews them without a restart: rereads files and runs plugins again.
actor CredentialStore {
    /// Credentials for one request.
    struct Current: Sendable, Equatable {
        /// Value of the `Authorization` header.
        var authorization: String?
        /// Client certificate and key from a plugin, in PEM.
        var certificate: [UInt8]?
        var key: [UInt8]?
    }

    /// The kubelet rotates bound tokens at 80 % of their lifetime; client-go also uses one minute.
    static let fileLifetime: Duration = .seconds(60)
    /// A plugin's credential is renewed this long before it expires, so that no request uses an expired one.
    private static let expiryMargin: TimeInterval = 30

    let credential: Credential
    private let fileLifetime: Duration
    private var cached: Current?
    private var validUntil: ContinuousClock.Instant?
    private var running: Task<Current, any Error>?

    init(_ credential: Credential, fileLifetime: Duration = fileLifetime) {
        self.credential = credential
        self.fileLifetime = fileLifetime
    }

    /// The current credentials.
    ///
    /// - Throws: ``ConfigurationError`` when a token file cannot be read or a plugin fails, and no earlier credentials
    ///   are available.
    func current() async throws -> Current {
        if let cached, validUntil.map({ ContinuousClock.now < $0 }) ?? true { return cached }
        do {
            return try await (running ?? renew()).valueUnlessCancelled()
        } catch {
            // A token file that is briefly unreadable during rotation must not stop the client.
            guard let cached, case .tokenFile = credential else { throw error }
            return cached
        }
    }

    /// Starts a renewal that all callers share and that continues when some of them stop waiting.
    private func renew() -> Task<Current, any Error> {
        let task = Task {
            defer { running = nil }
            let (current, until) = try await Self.load(credential, fileLifetime)
            (cached, validUntil) = (current, until)
            return current
        }
        running = task
        return task
    }

    /// Call this when the server rejects these credentials: they are renewed, if possible, before the next request.
    func invalidate(_ rejected: Current) {
        switch credential {
        case .tokenFile, .exec: if cached == rejected { validUntil = .now }
        case .none, .token, .basic: break
        }
    }

    private static func load(
        _ credential: Credential,
        _ fileLifetime: Duration
    ) async throws -> (Current, ContinuousClock.Instant?) {
        switch credential {
        case .none:
            return (Current(), nil)
        case .token(let token):
            return (Current(authorization: "Bearer \(token)"), nil)
        case .basic(let username, let password):
            let pair = Data("\(username):\(password)".utf8).base64EncodedString()
            return (Current(authorization: "Basic \(pair)"), nil)
        case .tokenFile(let path):
            let token: String
            do {
                token = try readText(path)
            } catch {
                throw ConfigurationError("token file \(path) cannot be read: \(error)")
            }
            guard !token.isEmpty else { throw ConfigurationError("token file \(path) is empty") }
            return (Current(authorization: "Bearer \(token)"), .now + fileLifetime)
        case .exec(let plugin):
            let status = try await plugin.run()
            let current = Current(
                authorization: status.token.map { "Bearer \($0)" },
                certificate: status.clientCertificateData.map { [UInt8]($0.utf8) },
                key: status.clientKeyData.map { [UInt8]($0.utf8) }
            )
            let until = status.expirationTimestamp.map { expiry in
                let seconds = expiry.date.timeIntervalSinceNow - expiryMargin
                return ContinuousClock.now + .seconds(max(0, min(seconds, 86_400 * 365)))
            }
            return (current, until)
        }
    }
}
