import ClusterTestSupport

/// Drops the packets of single connections on loopback; needs root and iptables.
enum PacketFilter {
    static func drop(clientPort: Int, proxyPort: Int) async { await rules("--insert", clientPort, proxyPort) }

    static func restore(clientPort: Int, proxyPort: Int) async {
        await rules("--delete", clientPort, proxyPort)
    }

    private static func rules(_ action: String, _ clientPort: Int, _ proxyPort: Int) async {
        for (source, destination) in [(clientPort, proxyPort), (proxyPort, clientPort)] {
            let arguments = [
                "--wait", action, "INPUT", "--in-interface", "lo", "--protocol", "tcp", "--sport",
                "\(source)",
                "--dport", "\(destination)", "--jump", "DROP",
            ]
            _ = try? await Command.run("iptables", arguments)
        }
    }
}
