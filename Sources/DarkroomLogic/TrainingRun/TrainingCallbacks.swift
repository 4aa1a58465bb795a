import DarkroomAPI
import KubeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// How the trainer of one attempt reports back: to which address, and with the token in which Secret.
struct TrainingCallbacks: Sendable {
    /// Address that the paths of the contract are appended to.
    let baseURL: String
    /// Name of the Secret.
    let secretName: String

    /// Key of the token within the Secret.
    static let tokenKey = "token"

    /// Nil when the operator's configuration names no callback server.
    init?(_ configuration: OperatorConfiguration, jobName: String) {
        guard let settings = configuration.training.callbacks else { return nil }
        baseURL = String(settings.baseURL.reversed().drop { $0 == "/" }.reversed())
        secretName = Self.secretName(ofJob: jobName)
    }

    /// Name of the Secret with the token of a Job's trainer.
    static func secretName(ofJob jobName: String) -> String { "\(jobName)-callback" }

    /// The environment variables. Older trainers read either name of the address.
    var variables: [EnvVarApply] {
        [
            EnvVarApply(name: "BACKEND_BASE_URL", literal: baseURL),
            EnvVarApply(name: "CALLBACK_URL", literal: baseURL),
            EnvVarApply(name: "CALLBACK_TOKEN", secret: secretName, key: Self.tokenKey),
        ]
    }

    /// Where trainers that report to Kubeflow by themselves, such as Hugging Face's, report to. Those that the run sets
    /// itself stay as they are.
    ///
    /// Source: https://github.com/kubeflow/trainer/blob/master/docs/proposals/2779-trainjob-progress/README.md
    func kubeflowVariables(of run: TrainingRun) -> [EnvVarApply] {
        let own = Set(run.spec.env.map(\.name))
        let all = [
            EnvVarApply(
                name: "KUBEFLOW_TRAINER_SERVER_URL",
                literal: "\(baseURL)/v1/jobs/\(run.metadata.uid)/trainer-status"
            ),
            EnvVarApply(name: "KUBEFLOW_TRAINER_SERVER_TOKEN", literal: "\(Self.directory)/\(Self.tokenKey)"),
        ]
        return all.contains { own.contains($0.name) } ? [] : all
    }

    /// Directory in which the trainer finds its token as a file.
    private static let directory = "/var/run/secrets/darkroom.dev/callback"
    private static let volumeName = "callback"

    /// The token as a file, for the pod.
    var volume: VolumeApply { VolumeApply(name: Self.volumeName, secret: secretName) }

    /// Where the trainer finds it.
    var mount: VolumeMountApply {
        VolumeMountApply(name: Self.volumeName, mountPath: Self.directory, readOnly: true)
    }

    /// The Secret. Its owner is the run and not the Job, which is created after it.
    func secret(_ token: String, for run: TrainingRun) -> ChildManifest {
        let children = ChildMetadata(of: run)
        let secret = SecretApply(
            metadata: children.child(secretName),
            data: [Self.tokenKey: Data(token.utf8).base64EncodedString()]
        )
        return ChildManifest(SecretApply.resource, children.key(secretName), secret)
    }
}
