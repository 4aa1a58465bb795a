import DarkroomAPI

// Settings that pass the `restricted` Pod Security level.
// Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted

extension PodSecurityContextApply {
    /// Settings of every pod.
    static func restricted(_ configuration: OperatorConfiguration) -> PodSecurityContextApply {
        var context = PodSecurityContextApply()
        context.runAsNonRoot = true
        context.runAsUser = configuration.pods.runAsUser
        context.fsGroup = configuration.pods.fsGroup
        context.seccompProfile = SeccompProfile(type: "RuntimeDefault")
        return context
    }
}

extension SecurityContextApply {
    /// Settings of every container.
    static var restricted: SecurityContextApply {
        var context = SecurityContextApply()
        context.allowPrivilegeEscalation = false
        context.capabilities = Capabilities(drop: ["ALL"])
        context.runAsNonRoot = true
        context.seccompProfile = PodSecurityContextApply.SeccompProfile(type: "RuntimeDefault")
        return context
    }
}

extension PodSpecApply {
    /// A pod of one container, under the settings every pod has.
    init(_ container: ContainerApply, on placement: Placement, configuration: OperatorConfiguration) {
        self.init()
        containers = [container]
        automountServiceAccountToken = false
        // A namespace with many Services would otherwise fill the environment, and its names could meet the user's.
        enableServiceLinks = false
        nodeSelector = placement.nodeSelector
        affinity = placement.affinity
        tolerations = placement.tolerations
        securityContext = .restricted(configuration)
    }
}
