/// The part of a pod's spec that lists the ports of its containers.
struct PodPorts: Hashable, Sendable, Decodable {
    private let containers: [Container]?

    private struct Container: Hashable, Sendable, Decodable {
        var ports: [Port]?
    }

    private struct Port: Hashable, Sendable, Decodable {
        var name: String?
        var containerPort: Int?
    }

    /// The port of this name; nil when it is missing or not a port number.
    subscript(name: String) -> Int? {
        let ports = (containers ?? []).flatMap { $0.ports ?? [] }
        return ports.first { $0.name == name }?.containerPort.flatMap { (1...65535).contains($0) ? $0 : nil }
    }
}
