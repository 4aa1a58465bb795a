import KubeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A value that is kept on an object, as JSON in an annotation.
protocol AnnotationRecord: Codable {
    /// Whether the status can hold the value. Whoever may write to the object may have changed it.
    var fitsStatus: Bool { get }
}

extension AnnotationRecord {
    /// The value in an object's annotation; nil when the annotation is missing, too long, or not such a value.
    init?(_ annotation: String, of metadata: ObjectMeta?) {
        guard let text = metadata?.annotations[annotation], text.utf8.count <= 32_768,
            let recorded = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)), recorded.fitsStatus
        else { return nil }
        self = recorded
    }

    /// Text of the annotation.
    var record: String {
        let data = try? JSONValue(encoding: self).canonicalData()
        return data.map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
