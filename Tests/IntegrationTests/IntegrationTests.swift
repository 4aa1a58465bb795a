import ClusterTestSupport
import Testing

/// Operators in this process against a real API server and controller manager. No test needs a pod to run: nodes and
/// Argo's controller are played by the tests themselves.
///
/// One test after the other: they count requests, and share two processors with the servers.
@Suite(
    .serialized,
    .enabled(if: TestEnvironment.hasCluster, "needs a cluster: run `make integration`")
)
enum IntegrationTests {}
