import Logging

extension LogLine {
    /// For people at a terminal: time, level, logger, message, then `key=value` in the order of the keys.
    ///
    ///     2026-01-02T03:04:05.678Z info    operator: Started port=8080 namespace="team a"
    ///
    /// Control characters are escaped: text from a custom resource must not move a terminal's
    /// cursor or look like a line of its own.
    var text: String {
        // Wide enough for the usual levels; the rare "critical" is wider.
        let padding = String(repeating: " ", count: max(0, 7 - level.rawValue.count))
        let beginning = "\(time) \(level.rawValue)\(padding) \(logger): \(message.printable)"
        return metadata.reduce(into: beginning) { $0 += " \($1.key.printable)=\($1.value.argument)" }
    }
}

extension Logger.MetadataValue {
    fileprivate var argument: String {
        switch self {
        case .string(let text): text.quotedIfNeeded
        case .stringConvertible(let value): value.description.quotedIfNeeded
        // The order of their own description varies.
        case .dictionary, .array: JSONText.document(self).printable
        }
    }
}

extension String {
    fileprivate var printable: String {
        guard unicodeScalars.contains(where: \.actsOnTerminal) else { return self }
        return mappingScalars { $0.actsOnTerminal ? $0.visibleEscape : nil }
    }

    fileprivate var quotedIfNeeded: String {
        let needsQuotes = unicodeScalars.contains {
            $0 == "\"" || $0 == "=" || $0 == "\\" || $0.properties.isWhitespace
        }
        guard isEmpty || needsQuotes else { return printable }
        return "\"" + mappingScalars { $0 == "\"" || $0 == "\\" ? "\\\($0)" : nil }.printable + "\""
    }

    /// Works on scalars, because a combining mark after a quote forms one character with it.
    private func mappingScalars(_ replacement: (Unicode.Scalar) -> String?) -> String {
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if let text = replacement(scalar) {
                result.append(contentsOf: text.unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }
}

extension Unicode.Scalar {
    fileprivate var actsOnTerminal: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: properties.isBidiControl
        }
    }

    fileprivate var visibleEscape: String {
        switch self {
        case "\n": #"\n"#
        case "\r": #"\r"#
        case "\t": #"\t"#
        default: "\\u{\(hexadecimal)}"
        }
    }
}
