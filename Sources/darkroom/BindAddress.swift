#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Address that servers listen on unless they are told otherwise.
enum BindAddress {
    /// Every address of the machine. A socket of IPv6 takes connections of IPv4 too; where the kernel has no IPv6, or keeps
    /// the two apart, those of IPv4 are all there are.
    static let any: String = takesBothFamilies ? "::" : "0.0.0.0"

    private static var takesBothFamilies: Bool {
        let socket = stream()
        guard socket >= 0 else { return false }
        defer { close(socket) }
        var isOnlyIPv6: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        let level = Int32(IPPROTO_IPV6)
        return getsockopt(socket, level, IPV6_V6ONLY, &isOnlyIPv6, &size) == 0 && isOnlyIPv6 == 0
    }

    private static func stream() -> Int32 {
        #if canImport(Glibc)
        socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
        #else
        socket(AF_INET6, Int32(SOCK_STREAM), 0)
        #endif
    }
}
