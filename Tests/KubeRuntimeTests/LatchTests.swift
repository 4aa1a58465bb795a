import KubeTestSupport
import Testing

@testable import KubeRuntime

@Suite("Latch")
struct LatchTests {
    private let latch = Latch()

    @Test("An open latch blocks no task, not even a cancelled one")
    func open() async throws {
        latch.open()
        latch.open()
        #expect(latch.isOpen)
        try await latch.wait()
        let cancelled = Task {
            while !Task.isCancelled { await Task.yield() }
            try await latch.wait()
        }
        cancelled.cancel()
        try await cancelled.value
    }

    @Test("Opening the latch resumes every waiter")
    func manyWaiters() async throws {
        let entered = Occupancy()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    entered.enter()
                    try await latch.wait()
                }
            }
            #expect(await eventually { entered.now == 100 })
            latch.open()
            try await group.waitForAll()
        }
    }

    @Test("A waiter that is cancelled stops waiting, and the others keep waiting")
    func cancellation() async throws {
        let patient = Task { try await latch.wait() }
        let impatient = (0..<20).map { _ in Task { try await latch.wait() } }
        for task in impatient { task.cancel() }
        for task in impatient { await #expect(throws: CancellationError.self) { try await task.value } }
        latch.open()
        try await patient.value
    }

    @Test("Opening and cancelling at the same time resumes every waiter exactly once")
    func race() async {
        for _ in 0..<200 {
            let latch = Latch()
            let task = Task { try? await latch.wait() }
            async let cancelled: Void = task.cancel()
            async let opened: Void = latch.open()
            _ = await (cancelled, opened)
            await task.value
        }
    }
}
