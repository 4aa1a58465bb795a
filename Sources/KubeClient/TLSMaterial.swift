internal import NIOSSL

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Turns ``TLSSettings`` into NIOSSL's configuration, and detects changes of the files.
///
/// A request with its own TLS configuration gets its own connections, so a rotated certificate takes effect
/// with the next request, while requests in progress finish on the old connection.
actor TLSMaterial {
    static let fileLifetime: Duration = .seconds(30)

    private let settings: TLSSettings
    private let fileLifetime: Duration
    private var cached: (bytes: Bytes, configuration: TLSConfiguration)?
    private var validUntil: ContinuousClock.Instant?

    private struct Bytes: Equatable {
        var authority: [UInt8]?
        var certificate: [UInt8]?
        var key: [UInt8]?
    }

    init(_ settings: TLSSettings, fileLifetime: Duration = fileLifetime) {
        self.settings = settings
        self.fileLifetime = fileLifetime
    }

    /// The current configuration; a plugin's client certificate replaces the configured one.
    func configuration(for credential: CredentialStore.Current) throws -> TLSConfiguration {
        if let cached, let validUntil, ContinuousClock.now < validUntil,
            credential.certificate == nil || credential.certificate == cached.bytes.certificate
        {
            return cached.configuration
        }
        let configuration: TLSConfiguration
        do {
            configuration = try renewed(for: credential)
        } catch {
            // A file that is read during its rotation must not stop the client.
            guard let cached else { throw error }
            configuration = cached.configuration
        }
        validUntil = .now + fileLifetime
        return configuration
    }

    /// Call this when a TLS handshake fails: the files are reread before the next one, because they may have changed.
    func invalidate() { validUntil = nil }

    private func renewed(for credential: CredentialStore.Current) throws -> TLSConfiguration {
        let bytes = Bytes(
            authority: try Self.read(settings.certificateAuthority),
            certificate: try credential.certificate ?? Self.read(settings.clientCertificate),
            key: try credential.key ?? Self.read(settings.clientKey)
        )
        if let cached, cached.bytes == bytes { return cached.configuration }
        let configuration = try Self.configuration(bytes, skipsVerification: settings.skipsVerification)
        cached = (bytes, configuration)
        return configuration
    }

    private static func read(_ pem: TLSSettings.PEM?) throws -> [UInt8]? {
        switch pem {
        case nil: return nil
        case .inline(let bytes): return bytes
        case .file(let path):
            do {
                return [UInt8](try Data(contentsOf: URL(filePath: path)))
            } catch {
                throw ConfigurationError("\(path) cannot be read: \(error)")
            }
        }
    }

    private static func configuration(_ bytes: Bytes, skipsVerification: Bool) throws -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        do {
            if let authority = bytes.authority {
                tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(authority))
            }
            if let certificate = bytes.certificate, let key = bytes.key {
                tls.certificateChain = try NIOSSLCertificate.fromPEMBytes(certificate).map {
                    .certificate($0)
                }
                tls.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: key, format: .pem))
            }
        } catch {
            throw ConfigurationError(
                "the cluster's CA, client certificate or client key is not valid PEM: \(error)"
            )
        }
        if skipsVerification { tls.certificateVerification = .none }
        do {
            // Detects a mismatched certificate and key now instead of at every connection.
            _ = try NIOSSLContext(configuration: tls)
        } catch {
            throw ConfigurationError("the client certificate and key do not match: \(error)")
        }
        return tls
    }
}
