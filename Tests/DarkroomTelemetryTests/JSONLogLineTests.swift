import DarkroomTelemetry
import FoundationEssentials
import Logging
import Testing

@Suite struct `JSON log lines` {
    private let sink = CollectingSink()

    private func logger(provider: Logger.MetadataProvider? = nil) -> Logger {
        Logger(label: "operator") { [sink] label in
            LogFormat.json.handler(
                label: label,
                to: sink,
                metadataProvider: provider,
                now: { Date(timeIntervalSince1970: 1_767_323_045.625) }
            )
        }
    }

    private func object() throws -> [String: JSON] {
        let line = try #require(sink.lines.first)
        return try JSONDecoder().decode([String: JSON].self, from: Data(line.utf8))
    }

    @Test func `have four fixed members and then the metadata`() {
        logger().warning("Lost the lease", metadata: ["holder": "other", "attempt": "\(2)"])
        #expect(
            sink.lines == [
                #"{"time":"2026-01-02T03:04:05.625Z","level":"warning","logger":"operator","#
                    + #""message":"Lost the lease","attempt":"2","holder":"other"}"# + "\n"
            ]
        )
    }

    @Test func `below the level are not written`() {
        logger().debug("noise")
        #expect(sink.lines.isEmpty)
    }

    @Test(arguments: HostileText.samples)
    func `preserve any message, key and value`(text: String) throws {
        logger().info("\(text)", metadata: ["key\(text)": .string(text)])
        let object = try object()
        #expect(object["message"] == .string(text))
        #expect(object["key\(text)"] == .string(text))
    }

    @Test(arguments: HostileText.samples)
    func `stay one line for any reader`(text: String) throws {
        logger().info("\(text)", metadata: [text: .string(text)])
        let line = try #require(sink.lines.first)
        #expect(line.unicodeScalars.filter { Character($0).isNewline } == ["\n"])
    }

    @Test func `keep numbers, truth values and structure`() throws {
        logger().info(
            "x",
            metadata: [
                "count": .stringConvertible(3), "share": .stringConvertible(0.5),
                "ok": .stringConvertible(true),
                "nan": .stringConvertible(Double.nan), "list": ["a", ["b": "c"], []], "empty": [:],
            ]
        )
        let object = try object()
        #expect(object["count"] == .number(3))
        #expect(object["share"] == .number(0.5))
        #expect(object["ok"] == .bool(true))
        #expect(object["nan"] == "nan")
        #expect(object["list"] == .array(["a", .object(["b": "c"]), .array([])]))
        #expect(object["empty"] == .object([:]))
    }

    @Test func `do not let metadata hide a fixed member`() throws {
        logger().info("real", metadata: ["message": "forged", "metadata.message": "also forged"])
        let object = try object()
        #expect(object["message"] == "real")
        #expect(object["metadata.message"] == "forged")
        #expect(object["metadata.metadata.message"] == "also forged")
    }

    @Test func `prefer the call's metadata to the provider's, and that to the logger's`() throws {
        var logger = logger(provider: .init { ["a": "provider", "b": "provider"] })
        logger[metadataKey: "a"] = "logger"
        logger[metadataKey: "b"] = "logger"
        logger[metadataKey: "c"] = "logger"
        logger.info("x", metadata: ["a": "call"])
        let object = try object()
        #expect([object["a"], object["b"], object["c"]] == ["call", "provider", "logger"])
    }

    @Test func `name the error`() throws {
        struct Broken: Error, CustomStringConvertible {
            let description = "the disk is full"
        }
        logger().error("Cannot write", error: Broken())
        #expect(try object()["error"] == "the disk is full")
    }
}
