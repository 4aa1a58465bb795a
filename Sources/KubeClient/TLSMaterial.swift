internal import NIOSSL

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Turns ``TLSSettings`` into what NIOSSL takes, and notices when the files behind them change.
///
/// A request that carries its own TLS configuration gets its own connections, so a rotated certificate is in use
/// from the next request on, while requests under way finish on the old connection.
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

    /// The configuration to use now; a plugin's client certificate takes the place of the configured one.
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
            // Files that are read in the middle of their rotation must not stop the client.
            guard let cached else { throw error }
            configuration = cached.configuration
        }
        validUntil = .now + fileLifetime
        return configuration
    }

    /// A connection could not be secured: the files are read again before the next one, for they may have changed.
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
            // Notices a certificate and a key that do not belong together now, not at every connection.
            _ = try NIOSSLContext(configuration: tls)
        } catch {
            throw ConfigurationError("the client certificate and key do not fit together: \(error)")
        }
        return tls
    }
}
