import DarkroomAPI

extension ContainerRequest {
    /// The container to write.
    ///
    /// - Parameters:
    ///   - moreArguments: Appended to the arguments.
    ///   - environment: Put before the request's own variables, of which one of the same name prevails.
    func container(
        named name: String?,
        moreArguments: [String] = [],
        environment: [EnvVarApply] = [],
        configuration: OperatorConfiguration
    ) -> ContainerApply {
        var container = ContainerApply()
        container.name = name
        container.image = image
        container.command = command.isEmpty ? nil : command.map(LiteralText.escaped)
        let arguments = args + moreArguments
        container.args = arguments.isEmpty ? nil : arguments.map(LiteralText.escaped)
        let given = Set(env.map(\.name))
        let variables = environment.filter { !given.contains($0.name) } + env.compactMap(\.applied)
        container.env = variables.isEmpty ? nil : variables
        container.resources = resourceRequirements(configuration)
        container.securityContext = .restricted
        return container
    }

    /// Which nodes the container may run on.
    func placement(_ configuration: OperatorConfiguration) -> Placement {
        Placement(accelerator.flatMap { configuration.accelerators[$0.class] })
    }

    private func resourceRequirements(_ configuration: OperatorConfiguration) -> ResourcesApply? {
        var requests = resources.requests.mapValues(\.text)
        var limits = resources.limits.mapValues(\.text)
        if let accelerator, let known = configuration.accelerators[accelerator.class] {
            // Kubernetes wants both to be the same for extended resources.
            requests[known.resourceName] = "\(accelerator.count)"
            limits[known.resourceName] = "\(accelerator.count)"
        }
        guard !requests.isEmpty || !limits.isEmpty else { return nil }
        return ResourcesApply(
            requests: requests.isEmpty ? nil : requests,
            limits: limits.isEmpty ? nil : limits
        )
    }
}

extension EnvironmentVariable {
    fileprivate var applied: EnvVarApply? {
        switch source {
        case .value(let value): EnvVarApply(name: name, literal: value)
        case .secret(let reference): EnvVarApply(name: name, secret: reference.name, key: reference.key)
        // Validation rejects such a variable before a container is made from it.
        case nil: nil
        }
    }
}

extension EnvVarApply {
    /// A variable whose value reaches the container byte for byte.
    init(name: String, literal: String) { self.init(name: name, value: LiteralText.escaped(literal)) }
}
