import Synchronization

/// Numbers for requests that wait, unique in this process.
enum RequestTicket {
    private static let last = Atomic<UInt64>(0)

    static func next() -> UInt64 { last.wrappingAdd(1, ordering: .relaxed).newValue }
}
