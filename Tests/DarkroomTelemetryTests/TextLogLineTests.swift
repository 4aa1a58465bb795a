import DarkroomTelemetry
import FoundationEssentials
import Logging
import Testing

@Suite struct `Text log lines` {
    private func line(_ message: String, _ metadata: Logger.Metadata = [:]) -> String {
        let sink = CollectingSink()
        let logger = Logger(label: "operator") { label in
            LogFormat.text.handler(label: label, to: sink, now: { Date(timeIntervalSince1970: 1_767_323_045.625) })
        }
        logger.info("\(message)", metadata: metadata)
        return sink.lines.joined()
    }

    @Test func `show time, level, logger, message and sorted metadata`() {
        #expect(
            line("Started", ["port": "8080", "namespace": "team a"])
                == #"2026-01-02T03:04:05.625Z info    operator: Started namespace="team a" port=8080"# + "\n"
        )
    }

    @Test(arguments: [
        ("", #""""#), ("plain", "plain"), ("a b", #""a b""#), ("a=b", #""a=b""#),
        (#"say "x""#, #""say \"x\"""#),
        (#"back\slash"#, #""back\\slash""#), ("a\nb", #""a\nb""#), ("\u{1B}[2J", #"\u{001b}[2J"#),
        ("\u{202E}x", #"\u{202e}x"#), ("👩‍👩‍👧", "👩‍👩‍👧"), ("\"\u{301}", "\"\\\"\u{301}\""),
    ])
    func `quote a value only when needed`(value: String, shown: String) {
        #expect(line("m", ["key": .string(value)]).hasSuffix(" m key=\(shown)\n"))
    }

    @Test func `show structured values as JSON`() {
        #expect(line("m", ["key": ["b": "1", "a": ["x"]]]).hasSuffix(#" m key={"a":["x"],"b":"1"}"# + "\n"))
    }

    @Test(arguments: HostileText.samples)
    func `send no control character to the terminal`(text: String) {
        let line = line(text, [text: .string(text), "nested": [.string(text)]])
        #expect(line.unicodeScalars.filter { $0.properties.generalCategory == .control } == ["\n"])
    }
}
