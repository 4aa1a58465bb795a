import KubeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A value that is kept on an object, as JSON in an annotation.
protocol AnnotationRecord: Codable {}

extension AnnotationRecord {
    /// The value in an object's annotation; nil when the annotation is missing or does not decode.
    init?(_ annotation: String, of metadata: ObjectMeta?) {
        guard let text = metadata?.annotations[annotation],
            let recorded = try? JSONDecoder().decode(Self.self, from: Data(text.utf8))
        else { return nil }
        self = recorded
    }

    /// Text of the annotation.
    var record: String {
        let data = try? JSONValue(encoding: self).canonicalData()
        return data.map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
