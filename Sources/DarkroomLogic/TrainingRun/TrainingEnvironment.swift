import DarkroomAPI
import KubeCore

/// The environment variables Darkroom gives a trainer.
enum TrainingEnvironment {
    /// The variables, in a fixed order.
    static func variables(of run: TrainingRun) -> [EnvVarApply] {
        var variables = [
            EnvVarApply(name: "JOB_ID", literal: run.metadata.uid),
            EnvVarApply(name: "TRACE_ID", literal: traceID(of: run.metadata)),
        ]
        if let model = run.spec.model { variables.append(EnvVarApply(name: "MODEL_NAME", literal: model)) }
        if let task = run.spec.taskType { variables.append(EnvVarApply(name: "TASK_TYPE", literal: task)) }
        let hyperparameters = run.spec.hyperparameters
        variables += hyperparameters.sorted { $0.key < $1.key }.map { name, value in
            EnvVarApply(name: variableName(forHyperparameter: name), literal: value.text)
        }
        let document = JSONValue.object(hyperparameters.mapValues(\.json))
        let text = (try? document.canonicalData()).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
        variables.append(EnvVarApply(name: "HYPERPARAMETERS", literal: text))
        return variables
    }

    /// `learningRate`, `learning-rate` and `learning.rate` all become `HP_LEARNING_RATE`.
    static func variableName(forHyperparameter name: String) -> String {
        var words = ""
        var previous: Character?
        for (index, character) in name.enumerated() {
            let isSeparator = character == "-" || character == "." || character == "_"
            if isSeparator {
                words += "_"
            } else {
                if character.isUppercase, let previous, previous != "_",
                    beginsWord(at: index, of: name, previous)
                {
                    words += "_"
                }
                words += character.uppercased()
            }
            previous = isSeparator ? "_" : character
        }
        return "HP_\(words)"
    }

    /// Whether a capital begins a word: after a small letter or digit, or as the last capital of several
    /// (`HTTPServer` is two words, `GPU` is one).
    private static func beginsWord(at index: Int, of name: String, _ previous: Character) -> Bool {
        if !previous.isUppercase { return true }
        return name.dropFirst(index + 1).first?.isLowercase ?? false
    }

    /// The trace id given by annotation, else one derived from the UID, so that it is the same after a restart.
    /// Source: https://www.w3.org/TR/trace-context/#trace-id
    static func traceID(of metadata: ObjectMeta) -> String {
        if let given = metadata.annotations[DarkroomAnnotation.traceID], isUsable(given) { return given }
        let digits = metadata.uid.lowercased().filter(\.isHexDigit)
        if digits.utf8.count == 32 { return digits }
        return StableHash.hex(metadata.uid.utf8) + StableHash.hex("trace \(metadata.uid)".utf8)
    }

    private static func isUsable(_ traceID: String) -> Bool {
        (1...128).contains(traceID.utf8.count)
            && traceID.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (97...122).contains(byte | 0x20) || byte == UInt8(ascii: "-")
                    || byte == UInt8(ascii: "_")
            }
    }
}
