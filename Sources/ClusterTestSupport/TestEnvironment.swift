#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// What `hack/test/integration` and `hack/test/e2e` say about the cluster to test against.
public enum TestEnvironment {
    /// Kubeconfig of an administrator of the cluster.
    public static let kubeconfig = value("DARKROOM_TEST_KUBECONFIG")
    /// Kubeconfig of a server of the current Kubernetes, which has custom resources and nothing else.
    public static let currentServerKubeconfig = value("DARKROOM_CRD_SERVER_KUBECONFIG")
    /// Kubeconfig of the account that operators under test run as, so that their requests can be told from the tests'.
    public static let operatorKubeconfig = value("DARKROOM_TEST_OPERATOR_KUBECONFIG")
    /// Namespace of that account, and of the Lease it may use.
    public static let operatorNamespace = value("DARKROOM_TEST_OPERATOR_NAMESPACE")
    /// The API server's audit log, one JSON object a line.
    public static let auditLog = value("DARKROOM_AUDIT_LOG")
    /// The built `darkroom`, for tests that kill it.
    public static let program = value("DARKROOM_TEST_PROGRAM")
    /// How long a settled cluster is watched for writes, in seconds.
    public static let quietSeconds = value("DARKROOM_TEST_QUIET_SECONDS").flatMap(Int.init) ?? 60
    /// Whether the cluster has an installed operator, an engine for Workflows, and nodes that run pods.
    public static let runsPods = value("DARKROOM_TEST_E2E") == "1"
    /// Namespace with the samples' bucket and Secret.
    public static let samplesNamespace = value("DARKROOM_TEST_SAMPLES_NAMESPACE")

    /// Where trainers report to, and tests in their place.
    public static let callbacks = value("DARKROOM_TEST_CALLBACKS")
    /// File with the keys that trainers' tokens are signed with.
    public static let callbackKeys = value("DARKROOM_TEST_CALLBACK_KEYS")
    /// What the server that trainers report to has logged.
    public static let callbackLog = value("DARKROOM_TEST_CALLBACK_LOG")
    /// An S3 server that checks signatures, and keys of one who may read and write all, and of one who may nothing.
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

    /// Keys to an S3 server.
    public struct Keys: Sendable {
        /// Which keys they are.
        public let id: String
        /// What proves it.
        public let secret: String

        /// Names keys.
        public init(id: String, secret: String) {
            self.id = id
            self.secret = secret
        }
    }

    /// Address of the installed gateway, as it can be reached from here.
    public static let gateway = value("DARKROOM_TEST_GATEWAY")

    /// What switches parts of the development cluster off and on; other clusters have no such thing.
    public static let component = value("DARKROOM_TEST_COMPONENT")

    /// Whether a cluster is there to run operators against.
    public static let hasCluster = kubeconfig != nil && operatorKubeconfig != nil && operatorNamespace != nil
    /// Whether the requests of every client can be counted.
    public static let hasAuditLog = auditLog != nil

    private static func value(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// A variable that a test needs is not set.
public struct MissingVariable: Error, CustomStringConvertible {
    /// Which, and who sets it.
    public let description: String

    init(_ name: String) {
        description = "\(name) is not set; run the tests by `make integration` or `make e2e`"
    }
}
