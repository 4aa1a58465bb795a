internal import Crypto

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// A fingerprint of a token for logs: enough to recognize the token, too little to use it.
func fingerprint(ofToken text: String) -> String {
    SHA256.hash(data: Data(text.utf8)).prefix(6).map { byte in
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0\(digits)" : digits
    }.joined()
}
