import ArgumentParser
import KubeClient

/// Which API server a command works with, and how much of it.
struct ClusterOptions: ParsableArguments {
    @Option(help: "Kubeconfig file. Without it: $KUBECONFIG, the pod's service account, ~/.kube/config.")
    var kubeconfig: String?

    @Option(help: "Context of the kubeconfig; its current one by default.")
    var context: String?

    @Option(help: "Watch one namespace only. Without it, all of them.")
    var watchNamespace: String?

    /// The cluster that the options name, or the process's surroundings.
    func discover() throws -> ClusterConfiguration {
        try ClusterConfiguration.discover(kubeconfig: kubeconfig, context: context)
    }
}
