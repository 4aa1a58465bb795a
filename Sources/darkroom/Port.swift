import ArgumentParser

/// Validates port options.
enum Port {
    /// Rejects a number that is not a port.
    ///
    /// - Parameter canBeOff: Whether 0 is allowed, which means not to listen.
    static func check(_ port: Int, _ option: String, canBeOff: Bool = false) throws {
        let ports = (canBeOff ? 0 : 1)...65535
        guard ports.contains(port) else {
            throw ValidationError(
                "\(option) \(port) is not a port; it must be \(ports.lowerBound) to \(ports.upperBound)"
            )
        }
    }
}
