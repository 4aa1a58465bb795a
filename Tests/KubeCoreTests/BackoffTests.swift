import Testing

@testable import KubeCore

@Suite("Backoff")
struct BackoffTests {
    private let backoff = Backoff(initial: .milliseconds(100), cap: .seconds(1))

    @Test(
        "Delays double up to the cap",
        arguments: [(1, 100), (2, 200), (3, 400), (4, 800), (5, 1000), (6, 1000), (Int.max, 1000)]
    )
    func doubles(failures: Int, milliseconds: Int) {
        #expect(backoff.delay(failures: failures, random: 0) == .milliseconds(milliseconds))
    }

    @Test("A count below one counts as the first failure", arguments: [0, -1, Int.min])
    func belowOne(failures: Int) {
        #expect(backoff.delay(failures: failures, random: 0) == .milliseconds(100))
    }

    @Test("Jitter is added on top, up to its share")
    func jitter() {
        #expect(backoff.delay(failures: 1, random: 0.5) == .milliseconds(125))
        #expect(backoff.delay(failures: 9, random: 1) == .milliseconds(1500))
        for _ in 0..<100 {
            let delay = backoff.delay(failures: 2)
            #expect(delay >= .milliseconds(200) && delay < .milliseconds(300))
        }
    }

    @Test("The delays of a backoff whose factor is below one stay bounded", arguments: [0.0, 0.5, 1.0])
    func doesNotGrow(factor: Double) {
        let flat = Backoff(initial: .milliseconds(100), cap: .seconds(1), factor: factor)
        #expect(flat.delay(failures: Int.max, random: 0) <= .milliseconds(100))
        #expect(Backoff(initial: .zero, cap: .seconds(1)).delay(failures: Int.max, random: 0) == .zero)
    }

    @Test("An initial delay above the cap is reduced to the cap")
    func initialAboveCap() {
        #expect(Backoff(initial: .seconds(9), cap: .seconds(1)).delay(failures: 1, random: 0) == .seconds(1))
    }
}
