import ArgumentParser
import KubeClient

/// The API server that a command uses, and the namespace that it watches.
struct ClusterOptions: ParsableArguments {
    @Option(help: "Kubeconfig file. By default $KUBECONFIG, the pod's service account or ~/.kube/config.")
    var kubeconfig: String?

    @Option(help: "Context of the kubeconfig. By default, the current context.")
    var context: String?

    @Option(help: "Namespace to watch. By default, all of them.")
    var watchNamespace: String?

    /// The cluster that the options or the process's environment select.
    func discover() throws -> ClusterConfiguration {
        try ClusterConfiguration.discover(kubeconfig: kubeconfig, context: context)
    }
}
