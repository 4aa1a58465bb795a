import FoundationEssentials
import NIOSSL
import Testing

@testable import KubeClient

@Suite("TLS material")
struct TLSMaterialTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        try directory.write(Certificates.authority, to: "ca.crt")
        try directory.write(Certificates.client, to: "tls.crt")
        try directory.write(Certificates.clientKey, to: "tls.key")
    }

    private var settings: TLSSettings {
        TLSSettings(
            certificateAuthority: .file(path: "\(directory.path)/ca.crt"),
            clientCertificate: .file(path: "\(directory.path)/tls.crt"),
            clientKey: .file(path: "\(directory.path)/tls.key")
        )
    }

    @Test("Changed files are used as soon as their interval is over")
    func rotation() async throws {
        let material = TLSMaterial(settings, fileLifetime: .zero)
        let before = try await material.configuration(for: .init())
        #expect(try await material.configuration(for: .init()).bestEffortEquals(before))
        try directory.write(Certificates.stranger, to: "ca.crt")
        #expect(try await material.configuration(for: .init()).bestEffortEquals(before) == false)
    }

    @Test(
        "Files that are only partly rotated leave the last valid ones in use",
        arguments: [("tls.key", Certificates.serverKey), ("tls.crt", "-----BEGIN CERT"), ("ca.crt", "")]
    )
    func halfRotated(file: String, content: String) async throws {
        let material = TLSMaterial(settings, fileLifetime: .zero)
        let before = try await material.configuration(for: .init())
        try directory.write(content, to: file)
        #expect(try await material.configuration(for: .init()).bestEffortEquals(before))
        try FileManager.default.removeItem(atPath: "\(directory.path)/\(file)")
        #expect(try await material.configuration(for: .init()).bestEffortEquals(before))
    }

    @Test("The error for files that were never valid names them")
    func neverGood() async throws {
        try directory.write(Certificates.serverKey, to: "tls.key")
        let material = TLSMaterial(settings)
        let mismatch = await #expect(throws: ConfigurationError.self) { try await material.configuration(for: .init()) }
        #expect(mismatch?.description.contains("do not match") == true)
        try FileManager.default.removeItem(atPath: "\(directory.path)/ca.crt")
        let missing = await #expect(throws: ConfigurationError.self) { try await material.configuration(for: .init()) }
        #expect(missing?.description.contains("\(directory.path)/ca.crt cannot be read") == true)
    }

    @Test("A plugin's certificate replaces the configured one at once")
    func plugin() async throws {
        let material = TLSMaterial(settings)
        let before = try await material.configuration(for: .init())
        let credential = CredentialStore.Current(
            certificate: Array(Certificates.server.utf8),
            key: Array(Certificates.serverKey.utf8)
        )
        #expect(try await material.configuration(for: credential).bestEffortEquals(before) == false)
    }
}
