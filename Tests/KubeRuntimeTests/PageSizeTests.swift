import Testing

@testable import KubeRuntime

@Suite("The size of pages")
struct PageSizeTests {
    private var size = PageSize()

    @Test(
        "A page that is too large is requested again with fewer items than fitted",
        arguments: [(400, 250), (300, 200), (24, 16), (2, 1), (1, 1), (0, 1)]
    )
    mutating func shrinks(items: Int, limit: Int) {
        size.tooLarge(items: items)
        #expect(size.limit == limit)
    }

    @Test("Each list begins with larger pages than the last one ended with, up to a bound")
    mutating func grows() {
        size.tooLarge(items: 150)
        let limits = (0..<4).map { _ in
            size.beginList()
            return size.limit
        }
        #expect(limits == [200, 400, 500, 500])
    }
}
