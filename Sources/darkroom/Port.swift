import ArgumentParser

/// Ports that a command is given.
enum Port {
    /// Refuses what nobody could listen on.
    static func check(_ port: Int, _ option: String) throws {
        guard (1...65535).contains(port) else {
            throw ValidationError("\(option) \(port) is no port; it must be 1 to 65535")
        }
    }
}
