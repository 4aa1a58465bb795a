public import KubeCRD

/// A path of the gateway that leads to an ``InferenceService``.
public struct InferenceRoute: Hashable, FieldCoded {
    /// Methods of HTTP that a route can be bound to.
    public enum Method: String, FieldChoice {
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

    public static let fields = Fields(
        "A path of the gateway that leads to this service.",
        from: InferenceRoute(path: "")
    ) {
        Field(
            required: "path",
            \.path,
            .string(.routePath),
            """
            Path such as `/api/generate`, with everything below it, by whole segments. The longest path that fits a \
            request wins; of two services with the same path, the older one has it.
            """
        )
        Field(
            "methods",
            \.methods,
            .list(of: .own, .set, count: 0...Method.allCases.count),
            "Methods that the route accepts; GET includes HEAD. Without any, it accepts all methods."
        )
        Field(
            "timeoutSeconds",
            \.timeoutSeconds,
            .integer(1...86_400),
            """
            Seconds that a container may stay silent, before and during its reply. A container that is removed gets \
            this long to finish.
            """
        )
        Field("cors", \.cors)
    }
}

extension StringFormat {
    /// A path that a request can have: visible characters without query and fragment, in segments of which none is
    /// empty, `.` or `..`. A slash at the end makes no difference.
    public static let routePath = StringFormat(
        length: 1...1024,
        pattern: "^/(\(segment)(/\(segment))*/?)?$",
        words: "an absolute path of visible characters, without query, fragment and empty, `.` or `..` segments"
    )

    /// `!` to `~` without `#`, `/` and `?`.
    private static let visible = #"[!"$-.0->@-~]"#
    /// The same without the dot.
    private static let undotted = #"[!"$-\-0->@-~]"#
    private static let segment = #"(\.?\#(undotted)\#(visible)*|\.\.\#(visible)+)"#
}
