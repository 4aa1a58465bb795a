import Testing

@testable import DarkroomProxy

@Suite("The address of a client")
struct ClientAddressTests {
    @Test(
        "is written as one of IPv4 if it is one, though the socket takes both families",
        arguments: [
            ("::ffff:10.0.0.1", "10.0.0.1"), ("10.0.0.1", "10.0.0.1"), ("fd00::1", "fd00::1"),
            ("::ffff:a00:1", "::ffff:a00:1"),
        ]
    )
    func unmapped(address: String, expected: String) { #expect(ClientHandler.unmapped(address) == expected) }
}
