import KubeCore

/// A path of the gateway that leads to an ``InferenceService``.
public struct InferenceRoute: Hashable, Sendable, Encodable {
    /// Methods of HTTP that a route can be bound to.
    public enum Method: String, Hashable, Sendable, Codable, CaseIterable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
        case options = "OPTIONS"
    }

    /// The path; everything below it, by whole segments, comes along.
    public var path: String
    /// Methods; empty for all.
    public var methods: [Method]
    /// Seconds that a container may stay silent.
    public var timeoutSeconds: Int
    /// Which pages of other origins may use the route; nil leaves that to the container.
    public var cors: InferenceCORS?

    /// Makes a route.
    public init(path: String, methods: [Method] = [], timeoutSeconds: Int = 300, cors: InferenceCORS? = nil) {
        self.path = path
        self.methods = methods
        self.timeoutSeconds = timeoutSeconds
        self.cors = cors
    }

    private enum CodingKeys: String, CodingKey { case path, methods, timeoutSeconds, cors }
}

extension InferenceRoute: Decodable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        path = try container.decode(String.self, forKey: .path)
        methods = try container.value(.methods, default: [])
        timeoutSeconds = try container.value(.timeoutSeconds, default: 300)
        cors = try container.decodeIfPresent(InferenceCORS.self, forKey: .cors)
    }
}

extension InferenceRoute: Schematic {
    public static let schema = Schema.object(
        "A path of the gateway that leads to this service.",
        [
            .required(
                "path",
                .string(.routePath),
                """
                Path such as `/api/generate`: itself and everything below it, by whole segments. Of several that fit a \
                request the longest counts; of two services that name the same one, the older has it.
                """
            ),
            .optional(
                "methods",
                .list(of: .choice(of: Method.self), .set, count: 0...Method.allCases.count),
                "Methods the route takes, HEAD wherever GET is; without any, all."
            ),
            .optional(
                "timeoutSeconds",
                .integer(1...86_400),
                default: 300,
                """
                Seconds that a container may stay silent, before its reply and within it. One that has to go gets as \
                long to finish.
                """
            ),
            .optional("cors", InferenceCORS.schema),
        ]
    )
}

extension StringFormat {
    /// A path that a request can have: visible characters without query and fragment, in segments of which none is
    /// empty, `.` or `..`. A slash at the end makes no difference.
    public static let routePath = StringFormat(
        length: 1...1024,
        pattern: "^/(\(segment)(/\(segment))*/?)?$"
    )

    /// `!` to `~` without `#`, `/` and `?`.
    private static let visible = #"[!"$-.0->@-~]"#
    /// The same without the dot.
    private static let undotted = #"[!"$-\-0->@-~]"#
    private static let segment = #"(\.?\#(undotted)\#(visible)*|\.\.\#(visible)+)"#
}
