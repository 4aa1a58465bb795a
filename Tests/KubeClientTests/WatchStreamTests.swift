import KubeCore
import KubeTestSupport
import Testing

@testable import KubeClient

@Suite("Watch streams")
struct WatchStreamTests {
    private func watch(_ reply: Reply) async throws -> WatchStream<Widget> {
        try await KubeClient(transport: ScriptedTransport(reply), fieldManager: "tester")
            .watch(Widget.self, from: .version("1"))
    }

    /// The events of a stream as text.
    private func words(_ stream: WatchStream<Widget>) async throws -> [String] {
        var words: [String] = []
        for try await event in stream { words.append(event.words) }
        return words
    }

    private static func line(_ event: JSONValue) throws -> [UInt8] { Array(try event.canonicalData()) + [0x0A] }

    @Test("The stream yields the same events wherever the chunks end", arguments: [1, 2, 7, 64, 4096])
    func anyChunkSize(size: Int) async throws {
        let bytes =
            try Self.line(KubeJSON.event("ADDED", KubeJSON.widget("ä🎞", version: "2")))
            + Self.line(KubeJSON.bookmark("3"))
            + Self.line(KubeJSON.event("MODIFIED", KubeJSON.widget("ä🎞", version: "4")))
            + Self.line(KubeJSON.event("DELETED", KubeJSON.widget("ä🎞", version: "5")))
        let chunks = stride(from: 0, to: bytes.count, by: size).map {
            Array(bytes[$0..<min($0 + size, bytes.count)])
        }
        let words = try await words(watch(.chunks(chunks)))
        #expect(words == ["added ä🎞 2", "bookmark 3", "modified ä🎞 4", "deleted ä🎞 5"])
    }

    @Test("A truncated last line is neither an event nor an error")
    func truncated() async throws {
        let whole = try Self.line(KubeJSON.event("ADDED", KubeJSON.widget("a")))
        let words = try await words(watch(.chunks([whole + whole.dropLast(4)])))
        #expect(words == ["added a 1"])
    }

    @Test("An error event is passed on, and so are the events after it")
    func errorEvent() async throws {
        let expired = try Self.line(KubeJSON.event("ERROR", KubeJSON.status(410, "Expired")))
        #expect(try await words(watch(.chunks([expired]))) == ["error 410 Expired"])
    }

    @Test("An unknown event type and a malformed object do not end the stream")
    func unknownAndOdd() async throws {
        let bytes =
            try Self.line(KubeJSON.event("SYNCED", ["whatever": 1]))
            + Self.line(KubeJSON.event("ADDED", KubeJSON.widget("malformed", version: "2", spec: [:])))
            + Self.line(KubeJSON.event("ADDED", KubeJSON.widget("a", version: "3")))
        let words = try await words(watch(.chunks([bytes])))
        #expect(words == ["unknown SYNCED", "undecodable malformed 2", "added a 3"])
    }

    @Test("A line that is not an event ends the stream", arguments: ["<html>\n", "{}\n", "{\"type\":\"ADDED\"\n"])
    func noEvent(line: String) async throws {
        let stream = try await watch(.chunks([Array(line.utf8)]))
        let error = await #expect(throws: KubeError.self) { try await words(stream) }
        guard case .undecodable = error else { Issue.record("\(String(describing: error))"); return }
    }

    @Test("An event beyond the size limit ends the stream instead of filling the memory")
    func oversize() async throws {
        let body = AsyncThrowingStream<[UInt8], any Error> { continuation in
            for _ in 0..<100 { continuation.yield(Array(repeating: 0x78, count: 100)) }
        }
        let stream = WatchStream<Widget>(body: body, eventLimit: 1000)
        let error = await #expect(throws: KubeError.self) { try await words(stream) }
        #expect(error == .undecodable("a watch event is larger than 1000 bytes"))
    }

    @Test("A broken connection is distinguished from an orderly end")
    func breaksOff() async throws {
        let watch = ScriptedWatch(KubeJSON.event("ADDED", KubeJSON.widget("a")))
        let reset = TransportError("connection reset", outcome: .unknown)
        watch.fail(reset)
        var iterator = try await self.watch(.watch(watch)).makeAsyncIterator()
        #expect(try await iterator.next()?.words == "added a 1")
        let error = await #expect(throws: KubeError.self) { try await iterator.next() }
        #expect(error == .transport(reset))
    }

    @Test("Events arrive as they are sent, not when the stream ends")
    func live() async throws {
        let watch = ScriptedWatch()
        var iterator = try await self.watch(.watch(watch)).makeAsyncIterator()
        watch.send(KubeJSON.bookmark("2"))
        #expect(try await iterator.next()?.words == "bookmark 2")
        watch.send(KubeJSON.bookmark("3"))
        #expect(try await iterator.next()?.words == "bookmark 3")
        watch.end()
        #expect(try await iterator.next() == nil)
    }

    @Test("The error for a watch that the server refuses to open says why")
    func refused() async throws {
        let error = await #expect(throws: KubeError.self) { try await watch(.refusal(410, "Expired")) }
        #expect(error?.status?.reason == "Expired")
        let failure = TransportError("refused", outcome: .notSent)
        let other = await #expect(throws: KubeError.self) { try await watch(.failure(failure)) }
        #expect(other == .transport(failure))
    }
}

extension WatchEvent {
    fileprivate var words: String {
        switch self {
        case .added(let object): "added \(object.metadata.name) \(object.metadata.resourceVersion)"
        case .modified(let object): "modified \(object.metadata.name) \(object.metadata.resourceVersion)"
        case .deleted(let metadata): "deleted \(metadata.name) \(metadata.resourceVersion)"
        case .bookmark(let version, let ends): "bookmark \(version)" + (ends ? " (end of initial events)" : "")
        case .error(let status): "error \(status.code) \(status.reason)"
        case .undecodable(let malformed): "undecodable \(malformed.metadata.name) \(malformed.metadata.resourceVersion)"
        case .unknown(let type): "unknown \(type)"
        }
    }
}
