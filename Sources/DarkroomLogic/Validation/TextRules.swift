import DarkroomAPI
import KubeCore

/// Requirements on text that a status, a label, an environment variable or a log repeats.
enum TextRules {
    /// Control characters in the short texts of a spec. What a container gets byte for byte may have them.
    static func problems(_ spec: some Encodable) -> [SpecProblem] {
        guard let document = try? JSONValue(encoding: spec) else { return [] }
        return document.strings(at: "spec").compactMap { path, text in
            guard !isLongText(path), let found = controlCharacter(in: text) else { return nil }
            return SpecProblem(.invalidText, at: path, "contains \(found), which is not allowed here")
        }
    }

    /// What is wrong with the annotation of a custom resource that Darkroom reads.
    static func problems(annotation name: String, of metadata: ObjectMeta) -> [SpecProblem] {
        guard let value = metadata.annotations[name] else { return [] }
        let path = "metadata.annotations[\(name)]"
        let limit = DarkroomAnnotation.maxLength
        // A character may consist of any number of code points, so bytes are counted first.
        guard value.utf8.count <= 4 * limit, value.unicodeScalars.count <= limit else {
            let words = "has \(value.utf8.count) bytes; it may have at most \(limit) characters"
            return [SpecProblem(.invalidAnnotation, at: path, words)]
        }
        guard let found = controlCharacter(in: value) else { return [] }
        return [SpecProblem(.invalidAnnotation, at: path, "contains \(found), which is not allowed here")]
    }

    /// The first control character of a text, in words; nil without one.
    private static func controlCharacter(in text: String) -> String? {
        guard let found = text.unicodeScalars.first(where: { $0.properties.generalCategory == .control })
        else { return nil }
        let digits = String(found.value, radix: 16, uppercase: true)
        return "the control character U+\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)"
    }

    /// Whether the text at a path goes to a container as it is, or to another program as an annotation.
    private static func isLongText(_ path: String) -> Bool {
        let isVariable = path.contains(".env[") && path.hasSuffix(".value")
        return isVariable || longTexts.contains(where: path.contains)
    }

    private static let longTexts = [".command[", ".args[", ".parameters.", ".hyperparameters.", ".podAnnotations."]
}
