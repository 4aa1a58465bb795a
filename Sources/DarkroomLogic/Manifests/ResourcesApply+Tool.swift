import DarkroomAPI

extension ResourcesApply {
    /// The resources of Darkroom's own container that ends before a user's container starts.
    ///
    /// They are those of the user's container, resource by resource: what the pod reserves is the greater of both, so they
    /// cost nothing, and a quota or a LimitRange that lets the user's container in lets this one in too. A resource that the
    /// user's container does not name comes from the configuration; without an entry there, the defaults of the namespace's
    /// LimitRange apply to both containers.
    ///
    /// - Parameter container: Resources of the user's container.
    static func tool(beside container: ResourcesApply?, _ configuration: OperatorConfiguration) -> ResourcesApply? {
        let given = (requests: container?.requests ?? [:], limits: container?.limits ?? [:])
        let own = configuration.pods.toolResources
        func amounts(_ given: [String: String], _ own: [String: Quantity]) -> [String: String]? {
            let missing = own.mapValues(\.text).filter { !isNamed($0.key) }
            let all = given.filter { isShared($0.key) }.merging(missing) { given, _ in given }
            return all.isEmpty ? nil : all
        }
        func isNamed(_ name: String) -> Bool { given.requests[name] != nil || given.limits[name] != nil }
        let (requests, limits) = (amounts(given.requests, own.requests), amounts(given.limits, own.limits))
        return requests == nil && limits == nil ? nil : ResourcesApply(requests: requests, limits: limits)
    }

    /// Whether quotas and limits concern a resource of every container. Devices and huge pages are only of use to the
    /// container that asks for them.
    private static func isShared(_ name: String) -> Bool { !name.contains("/") && !name.hasPrefix("hugepages-") }
}
