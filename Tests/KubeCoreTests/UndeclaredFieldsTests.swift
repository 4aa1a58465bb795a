import KubeCore
import Testing

@Suite("Fields that a definition lacks")
struct UndeclaredFieldsTests {
    /// Messages of API servers.
    @Test(
        "The fields are read from the message of a rejected apply",
        arguments: [
            (
                """
                failed to create typed patch object (team/digits; darkroom.dev/v1alpha1, Kind=TrainingRun): \
                .status.percentDone: field not declared in schema
                """,
                ["status.percentDone"]
            ),
            (
                """
                failed to create typed patch object (team/digits; darkroom.dev/v1alpha1, Kind=TrainingRun): errors:
                  .status.percentDone: field not declared in schema
                  .status.progress.eta: field not declared in schema
                  .status.phase: expected string, got &{3}
                """,
                ["status.percentDone", "status.progress.eta"]
            ),
            (
                """
                failed to create typed patch object (/x; example.dev/v1, Kind=Widget): \
                .status.conditions[type="Ready]: .\\"x"].since[0].zone: field not declared in schema
                """,
                ["status.conditions.since.zone"]
            ),
            ("failed to create typed patch object (n/x; v1, Kind=X): .status.phase: expected string, got 3", []),
            ("field not declared in schema", []), ("a.b: field not declared in schema", []),
            (".status[: field not declared in schema", []), ("..: field not declared in schema", []), ("", []),
        ] as [(String, [String])]
    )
    func parse(message: String, fields: [String]) {
        let status = KubeStatus(code: 500, message: message)
        #expect(status.undeclaredFields.map(\.description).sorted() == fields)
    }

    private static let status: JSONValue = [
        "status": [
            "phase": "Running", "percentDone": 4,
            "history": [["number": 1, "zone": "a"], ["number": 2, "zone": "b"], ["number": 3]],
        ]
    ]

    @Test("A field is left out wherever it is, and everything else stays")
    func omits() {
        let paths = [SchemaPath(["status", "percentDone"]), SchemaPath(["status", "history", "zone"])]
        #expect(
            Self.status.omitting(paths) == [
                "status": ["phase": "Running", "history": [["number": 1], ["number": 2], ["number": 3]]]
            ]
        )
        #expect(Self.status.omitting([SchemaPath(["status", "phase", "x"]), SchemaPath(["spec"])]) == Self.status)
        #expect(paths.allSatisfy(Self.status.contains))
        #expect(!Self.status.contains(SchemaPath(["status", "history", "reason"])))
    }

    private static let widgets = APIResource(group: "example.dev", version: "v1", kind: "Widget", plural: "widgets")
    private static let gadgets = APIResource(group: "example.dev", version: "v1", kind: "Gadget", plural: "gadgets")
    private let start = ContinuousClock.now
    private var undeclared = UndeclaredFields(memory: .seconds(300))
    private let percent = SchemaPath(["status", "percentDone"])
    private let zone = SchemaPath(["status", "zone"])

    @Test("A field is left out of its kind only, reported once, and tried again after a while")
    mutating func forgets() {
        #expect(undeclared.rejected([percent], of: Self.widgets, now: start) == .missing([percent]))
        #expect(undeclared.rejected([percent], of: Self.widgets, now: start + .seconds(1)) == .none)
        #expect(undeclared.fields(of: Self.widgets, now: start + .seconds(299)) == [percent])
        #expect(undeclared.nextTry(of: Self.widgets, now: start + .seconds(299)) == .seconds(1))
        #expect(undeclared.fields(of: Self.gadgets, now: start).isEmpty)
        #expect(undeclared.fields(of: Self.widgets, now: start + .seconds(300)).isEmpty)
        #expect(undeclared.rejected([percent], of: Self.widgets, now: start + .seconds(301)) == .none)
        #expect(undeclared.fields(of: Self.widgets, now: start + .seconds(302)) == [percent])
    }

    @Test("A second field is learned beside the first, and both are tried at the same time")
    mutating func second() {
        _ = undeclared.rejected([percent], of: Self.widgets, now: start)
        #expect(undeclared.rejected([zone], of: Self.widgets, now: start + .seconds(100)) == .missing([zone]))
        #expect(undeclared.fields(of: Self.widgets, now: start + .seconds(101)) == [percent, zone])
        #expect(undeclared.fields(of: Self.widgets, now: start + .seconds(300)).isEmpty)
    }

    @Test("An upgraded definition is noticed when it accepts all fields that were reported")
    mutating func upgraded() {
        _ = undeclared.rejected([percent, zone], of: Self.widgets, now: start)
        #expect(undeclared.accepted([], of: Self.widgets, now: start + .seconds(1)) == .none)
        #expect(undeclared.accepted([percent], of: Self.widgets, now: start + .seconds(301)) == .none)
        #expect(undeclared.reported == [Self.widgets: [zone]])
        #expect(undeclared.accepted([zone], of: Self.widgets, now: start + .seconds(302)) == .complete)
        #expect(undeclared.reported.isEmpty)
        #expect(undeclared.accepted([zone], of: Self.widgets, now: start + .seconds(303)) == .none)
    }
}
