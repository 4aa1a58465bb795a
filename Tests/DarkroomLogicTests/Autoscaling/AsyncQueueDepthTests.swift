import DarkroomLogic
import KubeCore
import Testing

@Suite("The known depth of a work queue")
struct AsyncQueueDepthTests {
    private static let start = ContinuousClock.now
    private var depth = AsyncQueueDepth(
        source: AsyncQueueSource(service: ObjectKey(namespace: "vision", name: "jobs"), path: "/queue"),
        now: start
    )

    private func knowledge(after seconds: Int) -> AsyncQueueDepth.Knowledge {
        depth.knowledge(now: Self.start + .seconds(seconds))
    }

    private mutating func record(_ answer: Result<Int, AsyncQueueProblem>, after seconds: Int) {
        depth.record(answer, now: Self.start + .seconds(seconds))
    }

    @Test("is unknown before the first answer")
    func unknown() {
        #expect(knowledge(after: 0) == .unknown)
        #expect(knowledge(after: 1000) == .unknown)
    }

    @Test("is the last number for a while")
    mutating func last() {
        record(.success(3), after: 10)
        record(.success(5), after: 11)
        record(.failure(.noReply), after: 12)
        #expect(knowledge(after: 11) == .depth(5))
        #expect(knowledge(after: 71) == .depth(5))
        record(.failure(.noReply), after: 72)
        #expect(knowledge(after: 72) == .unreadable(.noReply))
    }

    @Test("is unknown, but not a problem, during the first grace period without an answer")
    mutating func patience() {
        record(.failure(.noReadyPod), after: 60)
        #expect(knowledge(after: 60) == .unknown)
        record(.failure(.noReadyPod), after: 61)
        #expect(knowledge(after: 61) == .unreadable(.noReadyPod))
        record(.success(0), after: 62)
        #expect(knowledge(after: 63) == .depth(0))
    }

    @Test("stays the same problem while each read fails in another way")
    mutating func changingProblem() {
        for second in 1...600 { record(.failure(second.isMultiple(of: 2) ? .noReply : .noNumber), after: second) }
        #expect(knowledge(after: 600) == .unreadable(.noNumber))
    }

    @Test("becomes another problem once that one has lasted")
    mutating func anotherProblem() {
        for second in 1...100 { record(.failure(.noReadyPod), after: second) }
        for second in 101...160 { record(.failure(.refused(status: 404)), after: second) }
        #expect(knowledge(after: 160) == .unreadable(.noReadyPod))
        record(.failure(.refused(status: 404)), after: 161)
        #expect(knowledge(after: 161) == .unreadable(.refused(status: 404)))
    }

    @Test("is never a negative number")
    mutating func negative() {
        record(.success(-7), after: 1)
        #expect(knowledge(after: 1) == .depth(0))
    }
}
