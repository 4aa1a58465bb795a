import Testing

@testable import fault_runner

@Suite("The table of results")
struct TableTests {
    private func table(_ results: PlanResult...) -> Table {
        var line = Table.Line(scenario: .killed)
        line.results = results
        var table = Table()
        table.add(line)
        return table
    }

    @Test("Is successful when plans passed and none failed, even if some did not reach their point")
    func good() {
        let table = table(PlanResult("a", .passed), PlanResult("b", .notReached))
        #expect(table.isGood)
        #expect(table.description.hasSuffix("\n1 passed, 0 failed, 1 not reached"))
    }

    @Test("Is not successful when a plan failed")
    func failed() {
        #expect(!table(PlanResult("a", .passed), PlanResult("b", .failed("x"))).isGood)
    }

    @Test("Counts a scenario in which no plan reached its point as a failure")
    func hollow() {
        let table = table(PlanResult("a", .notReached))
        #expect(!table.isGood)
        #expect(table.description.hasSuffix("\n0 passed, 1 failed, 1 not reached"))
    }

    @Test("Is written as an xunit file, with only characters that XML allows")
    func xunit() {
        let table = table(
            PlanResult("a & b", .passed),
            PlanResult("c", .failed("<\u{1}>")),
            PlanResult("d", .notReached)
        )
        #expect(
            table.xunit == """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuite name="faults">
                <testcase classname="R1" name="a &amp; b"/>
                <testcase classname="R1" name="c"><failure>&lt;\u{FFFD}&gt;</failure></testcase>
                <testcase classname="R1" name="d"><skipped>the run did not reach its point</skipped></testcase>
                </testsuite>

                """
        )
    }
}
