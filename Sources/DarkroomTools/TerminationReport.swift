#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// The result of a tool, as one line of JSON in the container's termination message, which the kubelet copies to the
/// pod's status: `{"reason":"DatasetNotFound","message":"s3://datasets/d/data.zip does not exist; ..."}`.
public struct TerminationReport: Codable, Hashable, Sendable {
    /// Length limit of termination messages in Kubernetes, in bytes.
    public static let maximumLength = 4096
    /// Reason of a dataset that passed.
    public static let verified = "DatasetVerified"
    /// Reason of a list that is complete.
    public static let listed = "ObjectsListed"
    /// Reason of a model whose file is in place.
    public static let fetched = "ModelFetched"

    /// The word of a ``FailureReason``, or a reason of success, such as ``verified``.
    public var reason: String
    /// For people; contains no secrets.
    public var message: String
    /// True when the same call may succeed later without any change to its inputs; omitted otherwise.
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

    /// One line of at most ``maximumLength`` bytes; the message is truncated to fit.
    public var line: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var report = self
        var kept = message.unicodeScalars.count
        // Escaping can lengthen any character, so the only way to know is to encode.
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
