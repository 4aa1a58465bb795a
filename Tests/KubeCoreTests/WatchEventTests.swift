import FoundationEssentials
import Testing

@testable import KubeCore

@Suite("Watch events")
struct WatchEventTests {
    private func event(_ json: String) throws -> WatchEvent<Widget> {
        try JSONDecoder().decode(WatchEvent<Widget>.self, from: Data(json.utf8))
    }

    @Test("An added or modified object is read", arguments: ["ADDED", "MODIFIED"])
    func object(type: String) throws {
        let event = try event(
            #"{"type":"\#(type)","object":{"metadata":{"name":"a","resourceVersion":"7"},"spec":{"size":3}}}"#
        )
        let object: Widget? =
            switch event {
            case .added(let object) where type == "ADDED": object
            case .modified(let object) where type == "MODIFIED": object
            default: nil
            }
        #expect(object?.spec.size == 3)
        #expect(object?.metadata.resourceVersion == "7")
    }

    @Test("A deleted object is read when it has only a name")
    func deleted() throws {
        let event = try event(
            #"{"type":"DELETED","object":{"metadata":{"name":"a","namespace":"n"},"spec":"malformed"}}"#
        )
        guard case .deleted(let metadata) = event else { Issue.record("\(event)"); return }
        #expect(metadata.key == ObjectKey(namespace: "n", name: "a"))
    }

    @Test(
        "A bookmark carries a version, and marks the end of the initial events",
        arguments: [("{}", false), (#"{"k8s.io/initial-events-end":"true"}"#, true), ("null", false)]
    )
    func bookmark(annotations: String, ends: Bool) throws {
        let event = try event(
            #"{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"12","annotations":\#(annotations)}}}"#
        )
        guard case .bookmark("12", ends) = event else { Issue.record("\(event)"); return }
    }

    @Test("An error carries the server's status")
    func error() throws {
        let event = try event(#"{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired"}}"#)
        guard case .error(let status) = event else { Issue.record("\(event)"); return }
        #expect(status == KubeStatus(code: 410, reason: "Expired"))
    }

    @Test("An unknown event type is named and ignored")
    func unknown() throws {
        let event = try event(#"{"type":"RENAMED","object":{"anything":[1,2,3]}}"#)
        guard case .unknown("RENAMED") = event else { Issue.record("\(event)"); return }
    }

    @Test(
        "An object that does not decode is named, with its version",
        arguments: [
            (#"{"metadata":{"name":"a","namespace":"n","resourceVersion":"7"}}"#, ".object.spec is missing"),
            (
                #"{"metadata":{"name":"a","namespace":"n","resourceVersion":"7"},"spec":{"size":"big"}}"#,
                ".object.spec.size is not of type Int"
            ),
            (
                #"{"metadata":{"name":"a","namespace":"n","resourceVersion":"7"},"spec":{"size":null}}"#,
                ".object.spec.size is null"
            ),
            (
                #"{"metadata":{"name":"a","namespace":"n","resourceVersion":"7","labels":{"x":null}},"spec":{"size":1}}"#,
                ".object.metadata.labels.x is null"
            ),
            (
                #"{"metadata":{"name":"a","namespace":"n","resourceVersion":"7","generation":"x"},"spec":{"size":1}}"#,
                ".object.metadata.generation is not of type Int64"
            ),
        ]
    )
    func undecodable(object: String, problem: String) throws {
        let event = try event(#"{"type":"MODIFIED","object":\#(object)}"#)
        guard case .undecodable(let malformed) = event else { Issue.record("\(event)"); return }
        #expect(malformed.metadata.key == ObjectKey(namespace: "n", name: "a"))
        #expect(malformed.metadata.resourceVersion == "7")
        #expect(malformed.problem == problem)
    }

    @Test("A deleted object with malformed metadata is still removed by its name")
    func deletedWithOddMetadata() throws {
        let event = try event(
            #"{"type":"DELETED","object":{"metadata":{"name":"a","resourceVersion":"9","annotations":{"x":1}}}}"#
        )
        guard case .deleted(let metadata) = event else { Issue.record("\(event)"); return }
        #expect(metadata.name == "a")
        #expect(metadata.resourceVersion == "9")
    }

    @Test(
        "JSON that is not an event fails to decode",
        arguments: ["{}", "[]", "null", #"{"type":"ADDED"}"#, #"{"type":"DELETED","object":null}"#, #"{"type":1}"#]
    )
    func noEvent(json: String) {
        #expect(throws: DecodingError.self) { try event(json) }
    }

    @Test(
        "An event carries the version that it advances a watch to",
        arguments: [
            (#"{"type":"ADDED","object":{"metadata":{"name":"a","resourceVersion":"7"},"spec":{"size":1}}}"#, "7"),
            (#"{"type":"MODIFIED","object":{"metadata":{"name":"a","resourceVersion":"8"},"spec":{}}}"#, "8"),
            (#"{"type":"DELETED","object":{"metadata":{"name":"a","resourceVersion":"9"}}}"#, "9"),
            (#"{"type":"BOOKMARK","object":{"metadata":{"name":"","resourceVersion":"10"}}}"#, "10"),
            (#"{"type":"ERROR","object":{"code":410}}"#, ""), (#"{"type":"NEW","object":{}}"#, ""),
        ]
    )
    func version(json: String, version: String) throws {
        #expect(try event(json).resourceVersion == version)
    }
}
