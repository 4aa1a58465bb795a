/// What a string may look like; enforced by the API server in every supported version, so it needs no CEL.
public struct StringFormat: Hashable, Sendable {
    /// Number of characters; nil where ``choices`` bound it.
    public var length: ClosedRange<Int>?
    /// Anchored RE2 expression the whole string matches.
    public var pattern: String?
    /// What the pattern allows, in words for the reference documentation; nil shows the pattern itself.
    public var words: String?
    /// OpenAPI format, such as `date-time`.
    public var format: String?
    /// The only strings allowed; empty for any.
    public var choices: [String]

    /// Makes a format.
    public init(
        length: ClosedRange<Int>? = nil,
        pattern: String? = nil,
        words: String? = nil,
        format: String? = nil,
        choices: [String] = []
    ) {
        self.length = length
        self.pattern = pattern
        self.words = words
        self.format = format
        self.choices = choices
    }
}

extension StringFormat {
    /// RFC 1123 label: lower-case letters, digits and dashes, such as a step's name.
    public static let dnsLabel = StringFormat(
        length: 1...63,
        pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$",
        words: "lower-case letters, digits and `-`, with a letter or digit at both ends"
    )

    /// RFC 1123 subdomain: labels joined by dots, such as a Secret's name.
    public static let dnsSubdomain = StringFormat(
        length: 1...253,
        pattern: #"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"#,
        words: "parts of lower-case letters, digits and `-`, joined by `.`"
    )

    /// A label value that is not empty.
    public static let labelValue = StringFormat(
        length: 1...63,
        pattern: "^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$",
        words: "letters, digits, `-`, `_` and `.`, with a letter or digit at both ends"
    )

    /// Name of an environment variable: a C identifier, which every shell and language can read.
    public static let environmentName = StringFormat(
        length: 1...253,
        pattern: "^[A-Za-z_][A-Za-z0-9_]*$",
        words: "letters, digits and `_`, with no digit at the start"
    )

    /// Key within a Secret.
    public static let secretKey = StringFormat(
        length: 1...253,
        pattern: "^[-._a-zA-Z0-9]+$",
        words: "letters, digits, `-`, `_` and `.`"
    )

    /// Container image reference, and nothing that such a reference never holds, such as white space and the braces of
    /// template languages.
    public static let image = StringFormat(
        length: 1...512,
        pattern: "^[A-Za-z0-9][-A-Za-z0-9._/:@]*$",
        words: "an image reference"
    )

    /// A Kubernetes quantity that is not negative, such as `500m` or `4Gi`.
    /// Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
    public static let quantity = StringFormat(
        length: 1...32,
        pattern: #"^\+?([0-9]+(\.[0-9]*)?|\.[0-9]+)(([KMGTPE]i)|[numkMGTPE]|[eE][-+]?[0-9]+)?$"#,
        words: "a quantity such as `500m` or `4Gi`, not negative"
    )

    /// An absolute path of an HTTP request, without query.
    public static let httpPath = StringFormat(
        length: 1...1024,
        pattern: #"^/[-A-Za-z0-9._~!$&'()*+,;=:@%/]*$"#,
        words: "an absolute path without query"
    )

    /// RFC 3339 date and time.
    public static let timestamp = StringFormat(length: 1...64, format: "date-time")
}
