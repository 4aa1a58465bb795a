import NIOCore

/// Names one request in logs and in both directions' `X-Request-Id`.
enum RequestID {
    /// The client's own.
    case given(ByteBuffer)
    /// 128 random bits.
    case generated(UInt64, UInt64)

    private static let longest = 128

    /// Accepts the client's id if it consists of letters, digits and `.-_`, because it appears in logs and headers.
    init(given bytes: ByteBuffer?, random: inout some RandomNumberGenerator) {
        if let bytes, (1...Self.longest).contains(bytes.readableBytes),
            Self.isFit(bytes.readableBytesUInt8Span)
        {
            self = .given(bytes)
        } else {
            self = .generated(random.next(), random.next())
        }
    }

    private static func isFit(_ bytes: Span<UInt8>) -> Bool {
        for index in bytes.indices {
            switch bytes[index] {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: continue
            default: return false
            }
        }
        return true
    }

    /// Writes the id.
    func write(to buffer: inout ByteBuffer) {
        switch self {
        case .given(let bytes): buffer.writeImmutableBuffer(bytes)
        case .generated(let high, let low):
            buffer.writeHex(high)
            buffer.writeHex(low)
        }
    }

    /// The id as text.
    var text: String {
        var buffer = ByteBuffer()
        write(to: &buffer)
        return String(buffer: buffer)
    }
}

extension ByteBuffer {
    /// Writes a number as 16 lower-case hexadecimal digits.
    mutating func writeHex(_ number: UInt64) {
        writeWithUnsafeMutableBytes(minimumWritableBytes: 16) { bytes in
            for index in 0..<16 {
                let digit = UInt8(truncatingIfNeeded: number >> UInt64(60 - 4 * index)) & 0xF
                bytes[index] = digit < 10 ? 0x30 + digit : 0x61 + digit - 10
            }
            return 16
        }
    }
}

/// Fast random numbers that may be guessable; asks the system's generator once, not per request.
///
/// Source: SplitMix64, https://prng.di.unimi.it/splitmix64.c
struct QuickRandom: RandomNumberGenerator {
    private var state: UInt64

    init() {
        var system = SystemRandomNumberGenerator()
        state = system.next()
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
