import ClusterTestSupport
import Testing

/// The installed operator on a cluster with an A100 node and a T4 node, with real pods.
///
/// The tests run one after another, because they share the accelerators.
@Suite(.serialized, .enabled(if: TestEnvironment.runsPods, "needs a cluster that runs pods: run `make e2e`"))
enum EndToEndTests {}
