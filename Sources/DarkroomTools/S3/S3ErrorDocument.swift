/// An S3 server's error response.
struct S3ErrorDocument: Hashable, Sendable {
    var status: Int
    /// Such as `NoSuchKey`; when the body is not readable, derived from the status.
    var code: String
    /// The server's own words; may be empty.
    var message: String
    /// Region that the server expects.
    var region: String?
    /// The server's clock.
    var serverTime: String?

    /// Reads the body of an error response; never fails, because the status is always known.
    init(status: Int, region header: String? = nil, body: [UInt8]) {
        self.status = status
        region = header
        code = Self.code(of: status)
        message = ""
        guard let root = try? XMLElement(document: body), let error = Self.errorElement(root) else { return }
        // The code decides what happens next; text that is not a code must not appear in messages as one.
        if let text = error["Code"], !text.isEmpty, text.utf8.count <= 64, text.utf8.allSatisfy(Self.isLetter) {
            code = text
        }
        message = (error["Message"] ?? "").forDisplay(limit: 300)
        region = region ?? error["Region"].flatMap { $0.isEmpty ? nil : $0.forDisplay(limit: 40) }
        serverTime = error["ServerTime"]?.forDisplay(limit: 40)
    }

    /// Whether the same request may succeed a little later.
    var isTransient: Bool {
        switch code {
        case "SlowDown", "RequestTimeout", "InternalError", "ServiceUnavailable", "Throttling",
            "ThrottlingException", "RequestLimitExceeded", "ServerBusy", "SlowDownRead", "SlowDownWrite":
            true
        default: status == 429 || (500...599).contains(status) && status != 501
        }
    }

    private static func errorElement(_ root: XMLElement) -> XMLElement? {
        root.name == "Error" ? root : root.children.first { $0.name == "Error" }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        Hex.value(byte) != nil || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func code(of status: Int) -> String {
        switch status {
        case 301, 307, 308: "PermanentRedirect"
        case 403: "AccessDenied"
        case 404: "NotFound"
        case 412: "PreconditionFailed"
        case 416: "InvalidRange"
        case 429: "SlowDown"
        case 503: "ServiceUnavailable"
        default: "HTTP\(status)"
        }
    }
}
