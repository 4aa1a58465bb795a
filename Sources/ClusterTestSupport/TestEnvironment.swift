#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// The cluster to test against, as `hack/test/integration` and `hack/test/e2e` describe it.
public enum TestEnvironment {
    /// Kubeconfig of an administrator of the cluster.
    public static let kubeconfig = value("DARKROOM_TEST_KUBECONFIG")
    /// Kubeconfig of a server of a current Kubernetes release that serves only custom resources.
    public static let currentServerKubeconfig = value("DARKROOM_CRD_SERVER_KUBECONFIG")
    /// Kubeconfig of the account of the operators under test, which distinguishes their requests from the tests'.
    public static let operatorKubeconfig = value("DARKROOM_TEST_OPERATOR_KUBECONFIG")
    /// Namespace of that account and of the Lease it may use.
    public static let operatorNamespace = value("DARKROOM_TEST_OPERATOR_NAMESPACE")
    /// The API server's audit log, one JSON object a line.
    public static let auditLog = value("DARKROOM_AUDIT_LOG")
    /// The built `darkroom`, for tests that kill it.
    public static let program = value("DARKROOM_TEST_PROGRAM")
    /// How long a settled cluster is observed for writes, in seconds.
    public static let quietSeconds = value("DARKROOM_TEST_QUIET_SECONDS").flatMap(Int.init) ?? 60
    /// Whether the cluster has an installed operator, an engine for Workflows, and nodes that run pods.
    public static let runsPods = value("DARKROOM_TEST_E2E") == "1"
    /// Namespace with the samples' bucket and Secret.
    public static let samplesNamespace = value("DARKROOM_TEST_SAMPLES_NAMESPACE")

    /// Address for trainers' reports, which tests send in place of trainers.
    public static let callbacks = value("DARKROOM_TEST_CALLBACKS")
    /// File with the signing keys of trainers' tokens.
    public static let callbackKeys = value("DARKROOM_TEST_CALLBACK_KEYS")
    /// Log of the server for trainers' reports.
    public static let callbackLog = value("DARKROOM_TEST_CALLBACK_LOG")
    /// An S3 server that checks signatures. ``storageKeys`` have all permissions, ``strangerKeys`` have none.
    public static let storage = value("DARKROOM_TEST_S3_ENDPOINT")
    /// See ``storage``.
    public static let storageKeys = Keys(
        id: value("DARKROOM_TEST_S3_ACCESS_KEY") ?? "",
        secret: value("DARKROOM_TEST_S3_SECRET_KEY") ?? ""
    )
    /// See ``storage``.
    public static let strangerKeys = Keys(
        id: value("DARKROOM_TEST_S3_STRANGER_ACCESS_KEY") ?? "",
        secret: value("DARKROOM_TEST_S3_STRANGER_SECRET_KEY") ?? ""
    )

    /// An access key of an S3 server.
    public struct Keys: Sendable {
        /// ID of the key.
        public let id: String
        /// Secret of the key.
        public let secret: String

        /// Creates a key.
        public init(id: String, secret: String) {
            self.id = id
            self.secret = secret
        }
    }

    /// Address of the installed gateway, reachable from this machine.
    public static let gateway = value("DARKROOM_TEST_GATEWAY")

    /// Script that switches parts of the development cluster off and on; other clusters have none.
    public static let component = value("DARKROOM_TEST_COMPONENT")

    /// Whether there is a cluster to run operators against.
    public static let hasCluster = kubeconfig != nil && operatorKubeconfig != nil && operatorNamespace != nil
    /// Whether the requests of every client can be counted.
    public static let hasAuditLog = auditLog != nil

    private static func value(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// A variable that a test needs is not set.
public struct MissingVariable: Error, CustomStringConvertible {
    /// The variable, and how to set it.
    public let description: String

    init(_ name: String) {
        description = "\(name) is not set; run the tests by `make integration` or `make e2e`"
    }
}
