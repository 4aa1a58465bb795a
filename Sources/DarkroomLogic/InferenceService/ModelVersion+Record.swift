import DarkroomAPI
import KubeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension ModelVersion {
    /// The version that a pod was made to load; nil for a pod on which none is recorded.
    init?(recordedOn pod: PodView) {
        guard let text = pod.metadata.annotations[DarkroomAnnotation.model],
            let version = try? JSONDecoder().decode(ModelVersion.self, from: Data(text.utf8))
        else { return nil }
        self = version
    }

    /// Value of the annotation ``DarkroomAnnotation/model``.
    var record: String {
        let data = try? JSONValue(encoding: self).canonicalData()
        return data.map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
