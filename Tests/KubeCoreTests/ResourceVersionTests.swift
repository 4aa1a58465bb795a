import Testing

@testable import KubeCore

@Suite("Resource versions")
struct ResourceVersionTests {
    @Test(
        "A cache has reached every version up to its own",
        arguments: [
            ("10", "9", true), ("10", "10", true), ("9", "10", false), ("100", "99", true),
            ("18446744073709551615", "1", true), ("1", "18446744073709551615", false),
            ("", "1", false), ("1", "", true), ("", "", true),
            ("abc", "abc", true), ("abc", "abd", false), ("10", "abc", false), ("abc", "10", false),
            ("18446744073709551616", "1", false), ("-1", "0", false),
        ]
    )
    func reached(seen: String, wanted: String, reached: Bool) {
        #expect(ResourceVersion.has(seen: seen, reached: wanted) == reached)
    }

    @Test(
        "Only numbers can be older than others",
        arguments: [
            ("9", "10", true), ("10", "10", false), ("11", "10", false), ("1", "18446744073709551615", true),
            ("", "10", false), ("9", "", false), ("abc", "10", false), ("9", "abc", false),
        ]
    )
    func older(version: String, other: String, isOlder: Bool) {
        #expect(ResourceVersion.isOlder(version, than: other) == isOlder)
    }
}
