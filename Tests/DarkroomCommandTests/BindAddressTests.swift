import Testing

@testable import darkroom

@Suite("The address that servers listen on")
struct BindAddressTests {
    @Test("is every address of the machine, of both families where the kernel has both")
    func any() { #expect(["::", "0.0.0.0"].contains(BindAddress.any)) }
}
