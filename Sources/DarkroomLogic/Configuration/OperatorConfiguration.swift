public import DarkroomAPI

/// What a cluster's administrators decide for all custom resources.
///
/// Decoded from JSON (or YAML turned into JSON); every member may be left out.
public struct OperatorConfiguration: Hashable, Sendable {
    /// Accelerator classes by the name that custom resources ask for.
    public var accelerators: [String: AcceleratorClass]
    /// What custom resources may name.
    public var limits: Limits
    /// How Argo Workflows is installed.
    public var argo: Argo
    /// Settings of every pod.
    public var pods: Pods
    /// What concerns TrainingRuns alone.
    public var training: TrainingSettings
    /// The gateway in front of InferenceServices; nil without a gateway.
    public var gateway: Gateway?

    /// Bounds on what custom resources may name.
    public struct Limits: Hashable, Sendable, Codable {
        /// Service accounts that pipelines may name; `*` is any. Nil allows `default` and ``Argo/serviceAccountName``: a
        /// step has the rights of its account, whether or not the pipeline's author may use it otherwise.
        public var serviceAccounts: [String]?
        /// What images must begin with: registries or repositories, such as `ghcr.io/example`. Nil allows any.
        public var imagePrefixes: [String]?
        /// Keys that labels and annotations of pods may have, beside the customary ones: `team`, `example.com/cost` or
        /// `example.com/*`; `*` allows all that are not reserved. Nil allows only the customary ones: annotations can lead
        /// other programs to give a pod rights, and labels can lead a Service's requests or a policy to it.
        public var podMetadata: [String]?

        /// Makes limits.
        public init(
            serviceAccounts: [String]? = nil,
            imagePrefixes: [String]? = nil,
            podMetadata: [String]? = nil
        ) {
            self.serviceAccounts = serviceAccounts
            self.imagePrefixes = imagePrefixes
            self.podMetadata = podMetadata
        }
    }

    /// How Argo Workflows is installed.
    public struct Argo: Hashable, Sendable, Codable {
        /// Address of Argo's server, for links only; never connected to.
        public var serverURL: String?
        /// Instance id of the controller that runs the Workflows.
        public var instanceID: String?
        /// Service account of a pipeline's pods where the pipeline names none; nil is the namespace's default.
        public var serviceAccountName: String?
        /// Service account of Argo's own containers. When given, the step's container gets no token at all;
        /// otherwise it shares the token that Argo's container beside it reports results with.
        public var executorServiceAccountName: String?

        /// Describes an installation.
        public init(
            serverURL: String? = nil,
            instanceID: String? = nil,
            serviceAccountName: String? = nil,
            executorServiceAccountName: String? = nil
        ) {
            self.serverURL = serverURL
            self.instanceID = instanceID
            self.serviceAccountName = serviceAccountName
            self.executorServiceAccountName = executorServiceAccountName
        }
    }

    /// Settings of every pod.
    public struct Pods: Hashable, Sendable, Codable {
        /// User id for images that would otherwise run as root, which pods are not allowed to.
        public var runAsUser: Int64?
        /// Group id that volumes are handed over to, for containers that write to claims.
        public var fsGroup: Int64?
        /// Darkroom's own image, for what is done in pods before the user's container starts, such as fetching a
        /// model or checking a data set.
        public var toolImage: String?
        /// What the containers of ``toolImage`` get of the resources that the container beside them does not name.
        public var toolResources = ComputeResources()

        /// Makes settings.
        public init(runAsUser: Int64? = nil, fsGroup: Int64? = nil, toolImage: String? = nil) {
            self.runAsUser = runAsUser
            self.fsGroup = fsGroup
            self.toolImage = toolImage
        }

        private enum CodingKeys: String, CodingKey { case runAsUser, fsGroup, toolImage, toolResources }

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            runAsUser = try container.decodeIfPresent(Int64.self, forKey: .runAsUser)
            fsGroup = try container.decodeIfPresent(Int64.self, forKey: .fsGroup)
            toolImage = try container.decodeIfPresent(String.self, forKey: .toolImage)
            toolResources =
                try container.decodeIfPresent(ComputeResources.self, forKey: .toolResources) ?? ComputeResources()
        }
    }

    /// The gateway in front of InferenceServices.
    public struct Gateway: Hashable, Sendable, Codable {
        /// Public address of the gateway, such as `https://models.example.com`; paths of routes are appended.
        public var url: String

        /// Names a gateway.
        public init(url: String) { self.url = url }
    }

    /// Makes a configuration; by default the `nvidia` preset without limits.
    public init(
        accelerators: [String: AcceleratorClass] = AcceleratorPreset.nvidia.classes,
        limits: Limits = Limits(),
        argo: Argo = Argo(),
        pods: Pods = Pods(),
        training: TrainingSettings = TrainingSettings(),
        gateway: Gateway? = nil
    ) {
        self.accelerators = accelerators
        self.limits = limits
        self.argo = argo
        self.pods = pods
        self.training = training
        self.gateway = gateway
    }
}

extension OperatorConfiguration: Codable {
    private enum CodingKeys: String, CodingKey { case accelerators, limits, argo, pods, training, gateway }

    private struct Accelerators: Codable {
        var preset: AcceleratorPreset?
        var classes: [String: AcceleratorClass]?
    }

    /// Reads a configuration. `accelerators.classes` are added to those of `accelerators.preset` (`nvidia` when
    /// left out) and replace those of the same name.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let accelerators = try container.decodeIfPresent(Accelerators.self, forKey: .accelerators)
        let preset = accelerators?.preset ?? .nvidia
        self.accelerators = preset.classes.merging(accelerators?.classes ?? [:]) { _, given in given }
        limits = try container.decodeIfPresent(Limits.self, forKey: .limits) ?? Limits()
        argo = try container.decodeIfPresent(Argo.self, forKey: .argo) ?? Argo()
        pods = try container.decodeIfPresent(Pods.self, forKey: .pods) ?? Pods()
        training =
            try container.decodeIfPresent(TrainingSettings.self, forKey: .training) ?? TrainingSettings()
        gateway = try container.decodeIfPresent(Gateway.self, forKey: .gateway)
    }

    /// Writes the configuration in full, with no reference to a preset.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(
            Accelerators(preset: AcceleratorPreset.none, classes: accelerators),
            forKey: .accelerators
        )
        try container.encode(limits, forKey: .limits)
        try container.encode(argo, forKey: .argo)
        try container.encode(pods, forKey: .pods)
        try container.encode(training, forKey: .training)
        try container.encodeIfPresent(gateway, forKey: .gateway)
    }
}
