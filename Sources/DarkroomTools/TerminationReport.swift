#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// How a tool ended, as one line of JSON in the container's termination message, where the kubelet puts it on the pod's
/// status: `{"reason":"DatasetNotFound","message":"s3://datasets/d/data.zip does not exist; ..."}`.
public struct TerminationReport: Codable, Hashable, Sendable {
    /// Longest termination message that Kubernetes keeps, in bytes.
    public static let maximumLength = 4096
    /// Reason of a dataset that passed.
    public static let verified = "DatasetVerified"
    /// Reason of a list that is complete.
    public static let listed = "ObjectsListed"
    /// Reason of a model that is in its place.
    public static let fetched = "ModelFetched"

    /// The word of a ``FailureReason``, or of success, such as ``verified``.
    public var reason: String
    /// For people; holds no secret.
    public var message: String
    /// True where the same call may succeed later with nothing changed by anybody; left out otherwise.
    public var retryable: Bool?

    /// A report of success.
    public init(reason: String, message: String) {
        self.reason = reason
        self.message = message
    }

    /// A report of a failure.
    public init(_ failure: ToolFailure, about subject: FailureReason.Subject = .dataset) {
        reason = failure.reason.word(for: subject)
        message = failure.message
        retryable = failure.reason.isRetryable ? true : nil
    }

    /// One line, never longer than ``maximumLength``; the message is cut until it fits.
    public var line: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var report = self
        var kept = message.unicodeScalars.count
        // Escapes can make any character longer, so that only trying tells.
        while true {
            if let data = try? encoder.encode(report), data.count <= Self.maximumLength {
                return String(decoding: data, as: UTF8.self)
            }
            guard kept > 0 else {
                return #"{"message":"","reason":"\#(FailureReason.storageFailed.rawValue)"}"#
            }
            kept = min(kept - 1, kept * 9 / 10)
            report.message = String(message.unicodeScalars.prefix(kept)) + "…"
        }
    }
}
