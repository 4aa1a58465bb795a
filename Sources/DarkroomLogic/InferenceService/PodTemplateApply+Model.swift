import DarkroomAPI
import KubeCore

extension PodTemplateApply {
    /// Name of the volume that holds the model.
    private static let volumeName = "model"
    /// Name of the container that fetches it.
    static let fetcherName = "fetch-model"

    /// The same pods with a model, which their only container can read.
    func with(_ model: ModelSource, _ configuration: OperatorConfiguration) -> PodTemplateApply {
        var template = self
        var labels = template.metadata?.labels ?? [:]
        labels[DarkroomLabel.modelVersion] = model.label
        template.metadata?.labels = labels
        var annotations = template.metadata?.annotations ?? [:]
        annotations[DarkroomAnnotation.model] = model.version.record
        template.metadata?.annotations = annotations
        guard var pod = template.spec, var server = pod.containers?.first else { return template }
        var mount = VolumeMountApply(name: Self.volumeName, mountPath: model.mountPath, readOnly: true)
        switch model.access {
        case .volume(let volume):
            mount.subPath = volume.subPath
            pod.volumes = [VolumeApply(name: Self.volumeName, reading: volume.claimName)]
        case .fetch(let uri, let environment):
            pod.volumes = [VolumeApply(emptyDirectory: Self.volumeName)]
            pod.initContainers = [
                Self.fetcher(uri, environment, to: model, like: server, configuration)
            ]
        }
        server.volumeMounts = [mount]
        server.env = [EnvVarApply(name: ModelEnvironment.path, literal: model.path)] + (server.env ?? [])
        pod.containers = [server]
        template.spec = pod
        return template
    }

    private static func fetcher(
        _ uri: String,
        _ environment: [EnvVarApply],
        to model: ModelSource,
        like server: ContainerApply,
        _ configuration: OperatorConfiguration
    ) -> ContainerApply {
        var container = ContainerApply()
        container.name = fetcherName
        container.image = configuration.pods.toolImage
        container.args = [
            "tool", "fetch-model", LiteralText.escaped(uri), "--directory", model.mountPath,
            "--name", ModelSource.fileName(of: uri),
        ]
        container.env = environment.isEmpty ? nil : environment
        container.volumeMounts = [VolumeMountApply(name: volumeName, mountPath: model.mountPath)]
        container.resources = .tool(beside: server.resources, configuration)
        container.securityContext = .restricted
        return container
    }
}
