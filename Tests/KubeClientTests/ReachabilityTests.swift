import KubeCore
import KubeTestSupport
import Testing

@testable import KubeClient

@Suite("Whether the server answers")
struct ReachabilityTests {
    private var reachability = Reachability()

    private mutating func fail(at seconds: Double) { reachability.failed(now: .seconds(seconds)) }
    private mutating func answer(at seconds: Double) { reachability.answered(now: .seconds(seconds)) }

    @Test("The first answer after some seconds without any is a recovery, and the next ones are not")
    mutating func recovery() {
        fail(at: 0)
        fail(at: 10)
        answer(at: 12)
        #expect(reachability.recoveries == 1)
        answer(at: 14)
        #expect(reachability.recoveries == 1)
    }

    @Test("A resource that always fails wakes no caller while other requests are answered")
    mutating func oneResourceFails() {
        for second in stride(from: 0.0, to: 60, by: 2) {
            fail(at: second)
            answer(at: second + 1)
        }
        #expect(reachability.recoveries == 0)
    }

    @Test("During an outage one caller tries per period, and none while other requests show what is known anyway")
    mutating func probes() {
        fail(at: 0)
        let first = probes(at: 2, 4, 5, 6)
        #expect(first == [false, true, false, true])
        fail(at: 7)
        let second = probes(at: 8, 9)
        #expect(second == [false, true])
        answer(at: 10)
        let third = probes(at: 20)
        #expect(third == [false])
    }

    private mutating func probes(at seconds: Double...) -> [Bool] {
        seconds.map { reachability.takeProbe(now: .seconds($0)) }
    }
}

@Suite("Waiting for the server", .timeLimit(.minutes(5)))
struct ServerReachabilityTests {
    private let clock = ManualClock()
    private let transport = ScriptedTransport()

    /// Lets a waiting task pass seconds, one slice per second.
    private func pass(_ seconds: Int) async {
        for _ in 0..<seconds {
            await clock.sleepers(1)
            clock.advance(by: .seconds(1))
        }
    }

    private func client(_ reachability: ServerReachability) -> KubeClient {
        KubeClient(transport: transport, fieldManager: "tester", reachability: reachability)
    }

    private static let refused = Reply.failure(TransportError("refused", outcome: .notSent))
    private static let version = Reply.json(["gitVersion": "v1.36.0"])

    @Test(
        "The answer to any request ends a wait that began in an outage, also a refusal",
        arguments: [version, .refusal(404, "NotFound"), .refusal(410, "Expired"), .refusal(401)]
    )
    func answered(reply: Reply) async throws {
        let reachability = ServerReachability(clock: clock)
        let client = client(reachability)
        transport.add(Self.refused, Self.refused, reply)
        let mark = reachability.mark
        await #expect(throws: KubeError.self) { try await client.serverVersion() }
        let waiting = Task { try await reachability.wait(.seconds(30), orRecoverySince: mark) }
        await pass(2)
        // Another caller tries, so that the waiting one does not have to.
        await #expect(throws: KubeError.self) { try await client.serverVersion() }
        await pass(1)
        await clock.sleepers(1)
        _ = try? await client.serverVersion()
        clock.advance(by: .seconds(1))
        #expect(try await waiting.value == .answered)
    }

    @Test("An outage that ends while a request fails is not waited for")
    func alreadyOver() async throws {
        let reachability = ServerReachability(clock: clock)
        let client = client(reachability)
        transport.add(Self.refused, Self.version)
        let mark = reachability.mark
        await #expect(throws: KubeError.self) { try await client.serverVersion() }
        clock.advance(by: .seconds(20))
        _ = try await client.serverVersion()
        let waiting = Task { try await reachability.wait(.seconds(30), orRecoverySince: mark) }
        await pass(1)
        #expect(try await waiting.value == .answered)
    }

    @Test("A wait during an outage ends with an attempt when no other request is sent")
    func probe() async throws {
        let reachability = ServerReachability(clock: clock)
        let client = client(reachability)
        transport.add(Self.refused)
        let mark = reachability.mark
        await #expect(throws: KubeError.self) { try await client.serverVersion() }
        let waiting = Task { try await reachability.wait(.seconds(30), orRecoverySince: mark) }
        await pass(3)
        #expect(try await waiting.value == .probe)
    }

    @Test("Answers that only say that the server cannot answer do not end a wait", arguments: [500, 503, 429])
    func stillAway(code: Int) async throws {
        let reachability = ServerReachability(clock: clock)
        let client = client(reachability)
        transport.add(Self.refused, .refusal(code))
        let mark = reachability.mark
        await #expect(throws: KubeError.self) { try await client.serverVersion() }
        clock.advance(by: .seconds(10))
        await #expect(throws: KubeError.self) { try await client.serverVersion() }
        #expect(reachability.mark == mark)
    }

    @Test("A wait that the server asked for does not end early")
    func asked() async throws {
        let reachability = ServerReachability(clock: clock)
        let waiting = Task { try await reachability.wait(.seconds(10), orRecoverySince: nil) }
        await clock.sleepers(1)
        reachability.unanswered()
        clock.advance(by: .seconds(9))
        reachability.answered(with: 200)
        #expect(clock.sleeperCount == 1)
        clock.advance(by: .seconds(1))
        #expect(try await waiting.value == .elapsed)
    }
}
