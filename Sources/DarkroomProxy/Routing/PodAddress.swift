/// Where a pod listens.
public struct PodAddress: Hashable, Sendable {
    /// IP address.
    public var ip: String
    /// TCP port.
    public var port: Int

    /// Makes an address.
    public init(ip: String, port: Int) {
        self.ip = ip
        self.port = port
    }
}

extension PodAddress: CustomStringConvertible {
    /// `10.0.0.1:80` or `[fd00::1]:80`.
    public var description: String { ip.contains(":") ? "[\(ip)]:\(port)" : "\(ip):\(port)" }
}
