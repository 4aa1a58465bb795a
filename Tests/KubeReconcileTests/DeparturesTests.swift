import KubeCore
import KubeTestSupport
import Testing

@testable import KubeReconcile

@Suite("Children that have disappeared")
struct DeparturesTests {
    private static func child(_ name: String, uid: String = "") -> Widget {
        Widget(ObjectMeta(name: name, namespace: "default", uid: uid))
    }

    private static func names(_ departures: Departures<Widget>, _ owner: String) -> [String] {
        departures.children(ofOwner: owner).map { $0.metadata.name + $0.metadata.uid }
    }

    @Test("are remembered for their owner, the last one last")
    func order() {
        var departures = Departures<Widget>()
        departures.add(Self.child("a"), ofOwner: "one")
        departures.add(Self.child("b"), ofOwner: "two")
        departures.add(Self.child("c"), ofOwner: "one")
        departures.add(Self.child("a", uid: "2"), ofOwner: "one")
        #expect(Self.names(departures, "one") == ["c", "a2"])
        #expect(Self.names(departures, "two") == ["b"])
        #expect(Self.names(departures, "three").isEmpty)
    }

    @Test("are forgotten when another object has their name, and when their owner disappears")
    func forgotten() {
        var departures = Departures<Widget>()
        for name in ["a", "b"] { departures.add(Self.child(name), ofOwner: "one") }
        departures.remove(Self.child("a", uid: "2"), ofOwner: "one")
        #expect(Self.names(departures, "one") == ["b"])
        departures.removeOwner("one")
        #expect(Self.names(departures, "one").isEmpty)
    }

    @Test("are forgotten beyond a limit, the first ones first")
    func limit() {
        var departures = Departures<Widget>()
        for number in 0..<10 { departures.add(Self.child("\(number)"), ofOwner: "one") }
        #expect(Self.names(departures, "one") == ["6", "7", "8", "9"])
    }
}
