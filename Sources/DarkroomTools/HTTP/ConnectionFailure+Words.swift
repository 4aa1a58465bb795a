internal import AsyncHTTPClient
internal import NIOCore
internal import NIOPosix
internal import NIOSSL

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

extension ConnectionFailure {
    /// Classifies the errors of AsyncHTTPClient and of NIO by what a user can do about them.
    static func describe(_ error: any Error, url: String) -> any Error {
        let place = Self.place(url)
        switch error {
        case is CancellationError: return error
        case let error as HTTPClientError where error == .cancelled: return CancellationError()
        case let error as HTTPClientError: return describe(error, place)
        case let error as NIOConnectionError: return describe(error, place)
        case let error as IOError: return describe(error, place)
        case NIOSSLError.handshakeFailed(let detail): return untrusted(place, "\(detail)")
        case let error as NIOSSLExtraError: return untrusted(place, "\(error)")
        case is ChannelError: return broken(place, "the connection was closed")
        default: return broken(place, "\(error)")
        }
    }

    private static func describe(_ error: HTTPClientError, _ place: String) -> ConnectionFailure {
        switch error {
        case .connectTimeout, .getConnectionFromPoolTimeout:
            unreachable(
                place,
                "the connection timed out",
                "make sure that the address is right and that no NetworkPolicy forbids it"
            )
        case .tlsHandshakeTimeout:
            unreachable(place, "it does not answer the TLS handshake", "make sure that it speaks https")
        case .readTimeout, .deadlineExceeded: broken(place, "it stopped answering")
        case .remoteConnectionClosed: broken(place, "it closed the connection")
        default: broken(place, error.shortDescription)
        }
    }

    private static func describe(_ error: NIOConnectionError, _ place: String) -> ConnectionFailure {
        if let cause = error.connectionErrors.first?.error {
            guard let cause = cause as? IOError else {
                return unreachable(place, "\(cause)", "make sure that the address is right")
            }
            return describe(cause, place)
        }
        return unreachable(
            place,
            "host not found",
            "correct the endpoint, or the cluster's DNS"
        )
    }

    private static func describe(_ error: IOError, _ place: String) -> ConnectionFailure {
        switch error.errnoCode {
        case ECONNREFUSED:
            unreachable(
                place,
                "the connection was refused",
                "make sure that the storage server is running and that the port is right"
            )
        case EHOSTUNREACH, ENETUNREACH, ETIMEDOUT:
            unreachable(
                place,
                "there is no route to it",
                "make sure that the address is right and that no NetworkPolicy forbids it"
            )
        default: broken(place, String(cString: strerror(error.errnoCode)))
        }
    }

    private static func unreachable(_ place: String, _ problem: String, _ advice: String) -> ConnectionFailure {
        ConnectionFailure(
            failure: ToolFailure(.storageUnreachable, "\(place) cannot be reached: \(problem); \(advice)"),
            isTransient: true
        )
    }

    private static func broken(_ place: String, _ problem: String) -> ConnectionFailure {
        ConnectionFailure(
            failure: ToolFailure(
                .storageUnreachable,
                "\(place) does not answer correctly: \(problem.forDisplay()); try again when the server is healthy"
            ),
            isTransient: true
        )
    }

    private static func untrusted(_ place: String, _ problem: String) -> ConnectionFailure {
        // BoringSSL's error names are for programmers; these are the ones that users meet.
        let words =
            if problem.contains("WRONG_VERSION_NUMBER") || problem.contains("HTTP_REQUEST") {
                "it does not speak TLS; write the endpoint with http://"
            } else if problem.contains("CERTIFICATE_VERIFY_FAILED") {
                "its certificate is not trusted; set AWS_CA_BUNDLE to its authority, and check its expiry"
            } else if problem.contains("failedToValidateHostname") {
                "its certificate is for another name; use the name in the certificate as the endpoint"
            } else {
                "the TLS connection failed (\(problem.forDisplay())); check the endpoint and its certificate"
            }
        return ConnectionFailure(
            failure: ToolFailure(.storageNotTrusted, "\(place): \(words)"),
            isTransient: false
        )
    }

    /// Scheme and host only: a query may hold a signature.
    private static func place(_ url: String) -> String {
        guard let parsed = URL(string: url), let scheme = parsed.scheme, let host = parsed.host() else {
            return "the server"
        }
        return "\(scheme)://\(host)\(parsed.port.map { ":\($0)" } ?? "")"
    }
}
