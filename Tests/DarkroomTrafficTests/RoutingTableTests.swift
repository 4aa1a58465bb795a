import DarkroomTraffic
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("Routing table")
struct RoutingTableTests {
    private static func route(
        _ path: String,
        _ service: String,
        age: Int = 0,
        methods: [String] = []
    ) throws -> Route {
        Route(
            path: try #require(RoutePath(path)),
            methods: MethodSet(allowing: methods),
            service: ServiceID(namespace: "vision", name: service),
            createdAt: Date(timeIntervalSince1970: 1_000_000 - Double(age))
        )
    }

    /// The platform of CPU, T4 and A100 services behind one gateway.
    private static func platform() throws -> RoutingTable {
        RoutingTable([
            try route("/api/generate", "generation"),
            try route("/api/generate/async", "jobs"),
            try route("/api/generate/status", "jobs"),
            try route("/api/smart-mask/", "segmentation", methods: ["POST"]),
            try route("/api/image-utils", "utils", methods: ["GET"]),
        ])
    }

    private static func service(_ table: RoutingTable, _ path: String, _ method: MethodSet = .get) -> String {
        switch table.match(path: Array(path.utf8).span, method: method) {
        case .route(let index): table.routes[index].service.name
        case .methodNotAllowed(let methods): "only " + methods.names.joined(separator: ",")
        case .none: "none"
        }
    }

    @Test(
        "The longest path of whole segments wins",
        arguments: [
            ("/api/generate", "generation"), ("/api/generate/", "generation"),
            ("/api/generate/x", "generation"),
            ("/api/generate/async", "jobs"), ("/api/generate/async/1", "jobs"),
            ("/api/generate/asynchronous", "generation"), ("/api/generated", "none"), ("/api", "none"),
            ("/", "none"), ("", "none"), ("/api//generate", "none"), ("/API/generate", "none"),
            ("/api/generate//async", "generation"),
        ]
    )
    func longestPath(path: String, expected: String) throws {
        #expect(Self.service(try Self.platform(), path) == expected)
    }

    @Test(
        "A route accepts only its methods, and HEAD wherever it accepts GET",
        arguments: [
            (MethodSet.post, "/api/smart-mask", "segmentation"), (.get, "/api/smart-mask/x", "only POST"),
            (.get, "/api/image-utils", "utils"), (.head, "/api/image-utils", "utils"),
            (.other, "/api/image-utils", "only GET,HEAD"), (.other, "/api/generate", "generation"),
        ]
    )
    func methods(method: MethodSet, path: String, expected: String) throws {
        #expect(Self.service(try Self.platform(), path, method) == expected)
    }

    @Test("A shorter path serves the methods that a longer one does not accept")
    func fallback() throws {
        let table = RoutingTable([
            try Self.route("/", "front"), try Self.route("/items", "writer", methods: ["POST"]),
        ])
        #expect(Self.service(table, "/items/1", .post) == "writer")
        #expect(Self.service(table, "/items/1", .get) == "front")
    }

    @Test(
        "Of two services with the same path the older one gets it, whatever the order",
        arguments: [false, true]
    )
    func oldestWins(reversed: Bool) throws {
        let routes = [try Self.route("/a", "young", age: 1), try Self.route("/a/", "old", age: 2)]
        let table = RoutingTable(reversed ? routes.reversed() : routes)
        #expect(Self.service(table, "/a") == "old")
        #expect(table.conflicts.map(\.loser.service.name) == ["young"])
        #expect(table.conflicts.map(\.winner.name) == ["old"])
    }

    @Test("Of two services created in the same second the name decides")
    func sameAge() throws {
        let table = RoutingTable([try Self.route("/a", "b"), try Self.route("/a", "a")])
        #expect(Self.service(table, "/a") == "a")
    }

    @Test("Two services may share a path if they accept different methods")
    func sharedPath() throws {
        let table = RoutingTable([
            try Self.route("/a", "reader", methods: ["GET"]),
            try Self.route("/a", "writer", methods: ["POST"]),
        ])
        #expect(table.conflicts.isEmpty)
        #expect(Self.service(table, "/a", .get) == "reader")
        #expect(Self.service(table, "/a", .post) == "writer")
        #expect(Self.service(table, "/a", .put) == "only GET,HEAD,POST")
    }

    @Test("A path that one service lists twice is served once, and reported as a conflict with itself")
    func listedTwice() throws {
        let table = RoutingTable([try Self.route("/a", "a"), try Self.route("/a/", "a")])
        #expect(table.routes.count == 1)
        #expect(table.conflicts.map(\.winner) == table.conflicts.map(\.loser.service))
        #expect(table.conflicts.map(\.loser.path.description) == ["/a"])
    }

    @Test("A table of ten thousand routes is built and searched quickly")
    func manyRoutes() throws {
        let table = RoutingTable(
            try (0..<10_000).map { try Self.route("/team-\($0 % 100)/model-\($0)", "s\($0)") }
        )
        #expect(table.routes.count == 10_000)
        #expect(Self.service(table, "/team-99/model-4999/predict") == "s4999")
        #expect(Self.service(table, "/team-98/model-4999/predict") == "none")
    }

    @Test(
        "A path that no request can match is refused",
        arguments: ["", "api", "//", "/a//b", "/a/../b", "/a/.", "/a b", "/a?b", "/a#b", "/ä"]
    )
    func invalidPath(path: String) {
        #expect(RoutePath(path) == nil)
    }
}
