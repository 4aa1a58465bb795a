import ClusterTestSupport
import Testing

/// Trainers that follow the contract, on a cluster with real pods. They need no accelerator and mostly wait, so all
/// tests run side by side.
@Suite(.enabled(if: TestEnvironment.runsPods && TestEnvironment.callbacks != nil, "run `make e2e`"))
enum TrainingTests {}
