import ArgoEngine
import KubeCore
import Testing

@Suite struct MergePatchTests {
    private static let changes: [(JSONValue, JSONValue, JSONValue)] = [
        (["a": 1], ["a": 2], ["a": 2]),
        (["a": 1, "b": 2], ["b": 2], ["a": nil]),
        (["a": ["b": 1, "c": 2]], ["a": ["b": 1, "c": 3]], ["a": ["c": 3]]),
        (["a": [1, 2]], ["a": [1]], ["a": [1]]),
        ([:], ["a": ["b": 1]], ["a": ["b": 1]]),
    ]

    @Test(arguments: changes)
    func `contains only the changes`(old: JSONValue, new: JSONValue, patch: JSONValue) {
        #expect(MergePatch.between(old, new) == patch)
        #expect(old.merging(patch) == new)
    }

    @Test func `is nil between equal values`() {
        #expect(MergePatch.between(["a": [1]], ["a": [1]]) == nil)
    }
}
