import ClusterTestSupport
import Testing

/// Operators in this process against a real API server and controller manager. No test needs a running pod: the tests
/// themselves act as nodes and as Argo's controller.
///
/// The tests run one after another, because they count requests and share two processors with the servers.
@Suite(
    .serialized,
    .enabled(if: TestEnvironment.hasCluster, "needs a cluster: run `make integration`")
)
enum IntegrationTests {}
