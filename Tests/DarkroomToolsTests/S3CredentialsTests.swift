import Testing

@testable import DarkroomTools

@Suite("S3 credentials")
struct S3CredentialsTests {
    @Test("Printing the credentials in any form shows no secret")
    func redacted() {
        let credentials = S3Credentials(accessKeyID: "key", secretAccessKey: "canary", sessionToken: "canary")
        var dumped = ""
        dump(credentials, to: &dumped)
        for text in ["\(credentials)", String(reflecting: credentials), "\([credentials])", dumped] {
            #expect(!text.contains("canary"))
        }
    }
}
