import ClusterTestSupport
import Testing

/// Trainers that keep to the contract, on a cluster with real pods: they need no accelerator and mostly wait, so that all
/// tests run side by side.
@Suite(.enabled(if: TestEnvironment.runsPods && TestEnvironment.callbacks != nil, "run `make e2e`"))
enum TrainingTests {}
