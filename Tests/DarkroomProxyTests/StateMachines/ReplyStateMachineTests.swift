import NIOCore
import Testing

@testable import DarkroomProxy

@Suite("Replies on one connection to a pod")
struct ReplyStateMachineTests {
    private static let hello = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello"

    /// A machine with a request in progress.
    private func awaiting(_ change: (inout RequestTraits) -> Void = { _ in }) -> ReplyStateMachine {
        var traits = RequestTraits()
        change(&traits)
        var machine = ReplyStateMachine()
        machine.send(traits)
        return machine
    }

    /// The machine's actions for bytes that arrive together.
    private func receive(_ text: String, _ machine: inout ReplyStateMachine, hasSentBody: Bool = true) -> [String] {
        var bytes = ByteBuffer(string: text)
        var actions: [String] = []
        while bytes.readableBytes > 0 { actions.append(machine.received(&bytes, hasSentBody: hasSentBody).summary) }
        return actions
    }

    // MARK: Complete replies

    @Test("A reply that arrives at once is sent at once, and the connection is kept")
    func atOnce() {
        var machine = awaiting()
        #expect(receive(Self.hello, &machine) == ["begin 200 with hello, end, keep connection"])
        #expect(machine.closed(hasFailed: false, hasSentBody: true) == .none)
    }

    @Test("A connection carries one request after another")
    func again() {
        var machine = awaiting()
        for _ in 0..<3 {
            #expect(receive(Self.hello, &machine) == ["begin 200 with hello, end, keep connection"])
            machine.send(RequestTraits())
        }
    }

    @Test("A reply head that arrives in parts is read as one head")
    func headInParts() {
        var machine = awaiting()
        #expect(receive("HTTP/1.1 200 OK\r\ncontent-", &machine) == ["wait"])
        #expect(receive("length: 5\r\n\r\nhello", &machine) == ["begin 200 with hello, end, keep connection"])
    }

    @Test("A small reply that arrives in parts is sent as a whole")
    func small() {
        var machine = awaiting()
        #expect(receive("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhe", &machine) == ["wait"])
        #expect(receive("llo", &machine) == ["begin 200 with hello, end, keep connection"])
    }

    @Test(
        "A reply is streamed when it is large, or when its request could not be sent again",
        arguments: [(100_000, true), (5, false)]
    )
    func streaming(length: Int, isRepeatable: Bool) {
        var machine = awaiting { $0.isIdempotent = isRepeatable }
        let head = "HTTP/1.1 200 OK\r\ncontent-length: \(length)\r\n\r\n"
        #expect(receive(head + "he", &machine) == ["begin 200 with he"])
        #expect(receive("l", &machine) == ["part l"])
    }

    @Test("A chunked reply ends with its last chunk, and its trailers are dropped")
    func chunks() {
        var machine = awaiting()
        #expect(
            receive("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nx\r\n", &machine)
                == ["begin 200 with 1\r\nx\r\n"]
        )
        #expect(receive("0\r\nx-sum: 1\r\n\r\n", &machine) == ["part 0\r\n\r\n, end, keep connection"])
    }

    @Test(
        "A reply without a body is complete with its head",
        arguments: [
            ("HTTP/1.1 204 No Content\r\n\r\n", false),
            ("HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\n\r\n", false),
            ("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n", true),
            ("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", false),
        ]
    )
    func bodiless(reply: String, isHEAD: Bool) {
        var machine = awaiting { $0.isHEAD = isHEAD }
        let actions = receive(reply, &machine)
        #expect(actions.count == 1)
        #expect(actions.first?.hasSuffix(", end, keep connection") == true)
    }

    // MARK: Connections that cannot be kept

    @Test("A connection is closed when the pod sends more than the reply, and the excess is not read as the next reply")
    func tooLong() {
        var machine = awaiting()
        #expect(receive(Self.hello + Self.hello, &machine) == ["begin 200 with hello, end, close connection"])
        machine.send(RequestTraits())
        #expect(receive(Self.hello, &machine) == ["wait"])
    }

    @Test("A connection is closed when the pod has not received the whole body")
    func earlyReply() {
        var machine = awaiting()
        #expect(
            receive(Self.hello, &machine, hasSentBody: false) == ["begin 200 with hello, end, close connection"]
        )
    }

    @Test(
        "A connection is closed when the pod asks for that or the client's version requires it",
        arguments: [("HTTP/1.1 204 No\r\nconnection: close\r\n\r\n", true), ("HTTP/1.1 204 No\r\n\r\n", false)]
    )
    func closes(reply: String, isHTTP11: Bool) {
        var machine = awaiting { $0.isHTTP11 = isHTTP11 }
        #expect(receive(reply, &machine) == ["begin 204, end, close connection"])
    }

    @Test("The connection is closed when the pod sends bytes without a request")
    func unasked() {
        var machine = awaiting()
        _ = receive(Self.hello, &machine)
        #expect(receive(Self.hello, &machine) == ["close"])
    }

    // MARK: Heads before the final one

    @Test("Interim responses are forwarded, and the reply follows")
    func interim() {
        var machine = awaiting()
        #expect(
            receive("HTTP/1.1 100 Continue\r\n\r\n" + Self.hello, &machine)
                == ["interim 100", "begin 200 with hello, end, keep connection"]
        )
    }

    @Test("An HTTP/1.0 client gets no interim responses")
    func interimForOldClients() {
        var machine = awaiting { $0.isHTTP11 = false }
        #expect(receive("HTTP/1.1 103 Early Hints\r\n\r\n", &machine) == ["wait"])
    }

    @Test("After a 101 response bytes are forwarded unparsed, first those that arrived with the response")
    func upgrade() {
        var machine = awaiting { $0.wantsWebSocket = true }
        #expect(
            receive("HTTP/1.1 101 Switching Protocols\r\n\r\n" + "first", &machine)
                == ["upgrade 101", "tunnel first"]
        )
        #expect(receive(Self.hello, &machine) == ["tunnel \(Self.hello)"])
        #expect(machine.closed(hasFailed: true, hasSentBody: true) == .ended(.complete))
    }

    // MARK: Pods that fail

    @Test(
        "A malformed reply fails the request before the client gets a byte",
        arguments: [
            "garbage\r\n\r\n", "HTTP/1.1 200 OK\nx: y\n\n", "HTTP/1.1 101 Switching Protocols\r\n\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n",
            "HTTP/1.1 200 OK\r\nx: " + String(repeating: "y", count: 64 << 10),
        ]
    )
    func garbage(reply: String) {
        var machine = awaiting()
        #expect(receive(reply, &machine) == ["fail"])
        #expect(receive(Self.hello, &machine) == ["wait"])
        #expect(machine.closed(hasFailed: false, hasSentBody: true) == .none)
    }

    @Test("A chunked reply to an HTTP/1.0 client fails, because the client could not read it")
    func chunksForOldClients() {
        var machine = awaiting { $0.isHTTP11 = false }
        #expect(receive("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", &machine) == ["fail"])
    }

    @Test("A malformed chunk within a reply fails the reply")
    func malformedChunk() {
        var machine = awaiting()
        _ = receive("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", &machine)
        #expect(receive("xyz\r\n", &machine) == ["fail"])
    }

    @Test(
        "A connection that closes before the final reply is reported as lost, with or without bytes of a reply",
        arguments: [
            ("", true), ("HTTP/1.1 200", false), ("HTTP/1.1 100 Continue\r\n\r\n", false),
            ("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhe", true),
        ]
    )
    func lost(reply: String, beforeReply: Bool) {
        var machine = awaiting()
        _ = receive(reply, &machine)
        #expect(machine.closed(hasFailed: false, hasSentBody: true) == .lost(beforeReply: beforeReply))
    }

    @Test(
        "A reply that ends with its connection is complete, unless the connection is reset after the whole body",
        arguments: [(false, true, true), (true, true, false), (true, false, true), (false, false, true)]
    )
    func endOfConnection(hasFailed: Bool, hasSentBody: Bool, isComplete: Bool) {
        var machine = awaiting()
        #expect(receive("HTTP/1.1 200 OK\r\n\r\nall", &machine) == ["begin 200 with all, until close"])
        let action = machine.closed(hasFailed: hasFailed, hasSentBody: hasSentBody)
        #expect(action == .ended(.endOfConnection(isComplete: isComplete)))
    }

    @Test("A reply with a known length is broken off when its connection closes early")
    func brokenOff() {
        var machine = awaiting()
        _ = receive("HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\nhalf", &machine)
        #expect(machine.closed(hasFailed: false, hasSentBody: true) == .ended(.brokenOff))
    }

    @Test("After its client has left, a connection neither forwards anything nor reports its end")
    func abandoned() {
        var machine = awaiting()
        machine.abandon()
        #expect(receive(Self.hello, &machine) == ["wait"])
        #expect(machine.closed(hasFailed: false, hasSentBody: true) == .none)
    }
}

extension ReplyStateMachine.Action {
    fileprivate var summary: String {
        func with(_ part: ByteBuffer?) -> String { part.map { " with \(String(buffer: $0))" } ?? "" }
        func ends(_ end: ReplyStateMachine.ReplyEnd?) -> String {
            end.map { ", end, \($0.keepsConnection ? "keep" : "close") connection" } ?? ""
        }
        func status(_ head: ByteBuffer) -> String { head.getString(at: head.readerIndex + 9, length: 3) ?? "" }
        return switch self {
        case .wait: "wait"
        case .interim(let head): "interim \(status(head))"
        case .upgrade(let head): "upgrade \(status(head))"
        case .begin(let head, let start, let part):
            "begin \(status(head))" + with(part) + (start.endsWithConnection ? ", until close" : "") + ends(start.end)
        case .part(let part, let end): "part " + (part.map { String(buffer: $0) } ?? "") + ends(end)
        case .tunnel(let bytes): "tunnel \(String(buffer: bytes))"
        case .close: "close"
        case .fail: "fail"
        }
    }
}
