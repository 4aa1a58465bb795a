/// FNV-1a: a hash that is the same in every process and release, unlike `Hasher`.
///
/// Use it to detect changes and to spread names; it does not resist attackers, so do not use it for security.
/// Source: http://www.isthe.com/chongo/tech/comp/fnv/
public enum StableHash {
    /// 32-bit FNV-1a; Argo derives node ids with it.
    public static func fnv1a32(_ bytes: some Sequence<UInt8>) -> UInt32 {
        bytes.reduce(2_166_136_261) { hash, byte in (hash ^ UInt32(byte)) &* 16_777_619 }
    }

    /// 64-bit FNV-1a.
    public static func fnv1a64(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(14_695_981_039_346_656_037) { hash, byte in (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
    }

    /// 64-bit FNV-1a as 16 lower-case hexadecimal digits.
    public static func hex(_ bytes: some Sequence<UInt8>) -> String {
        let digits = String(fnv1a64(bytes), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
