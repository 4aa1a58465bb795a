public import KubeCore

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// The objects of a run at one moment, masked, by `resource/name`.
public typealias Snapshot = [String: JSONValue]

/// The states of a run after each of its steps, and the number of creates and deletes.
public struct RunTrace: Hashable, Sendable {
    /// The state after each step.
    public var states: [Snapshot] = []
    /// How often each object was created, by `resource/name`.
    public var creates: [String: Int] = [:]
    /// How often each object was deleted.
    public var deletes: [String: Int] = [:]

    /// An empty trace.
    public init() {}

    /// Counts the writes that took effect.
    public mutating func count(_ writes: [RecordedRequest], _ mask: Mask) {
        for write in writes {
            let object = "\(write.request.resource)/\(mask.text(write.name ?? write.request.name ?? ""))"
            switch write.request.verb {
            case .create: creates[object, default: 0] += 1
            // An apply creates a missing object.
            case .apply where write.serverStatus == 201: creates[object, default: 0] += 1
            case .delete: deletes[object, default: 0] += 1
            default: continue
            }
        }
    }
}

extension RunTrace {
    /// How a state differs from another, as text; nil when it does not.
    public static func difference(_ state: Snapshot, from reference: Snapshot) -> String? {
        var lines: [String] = []
        for name in Set(state.keys).union(reference.keys).sorted() {
            switch (state[name], reference[name]) {
            case (nil, _): lines.append("\(name) does not exist")
            case (_, nil): lines.append("\(name) exists and should not")
            case (let object?, let wanted?): lines += differences(object, wanted, at: name)
            }
        }
        return lines.isEmpty ? nil : lines.prefix(20).joined(separator: "\n")
    }

    /// How the counts differ from another trace's, as text; nil when they do not.
    public func countDifference(from reference: RunTrace) -> String? {
        let kinds = [
            ("created", creates, reference.creates), ("deleted", deletes, reference.deletes),
        ]
        let lines = kinds.flatMap { verb, counts, wanted in
            Set(counts.keys).union(wanted.keys).sorted().compactMap { name -> String? in
                let (count, wanted) = (counts[name] ?? 0, wanted[name] ?? 0)
                return count == wanted ? nil : "\(name) was \(verb) \(count) times instead of \(wanted)"
            }
        }
        return lines.isEmpty ? nil : lines.joined(separator: "\n")
    }

    private static func differences(_ value: JSONValue, _ wanted: JSONValue, at path: String) -> [String] {
        switch (value, wanted) {
        case (.object(let members), .object(let others)):
            return Set(members.keys).union(others.keys).sorted().flatMap { name in
                differences(members[name] ?? .null, others[name] ?? .null, at: "\(path).\(name)")
            }
        case (.array(let elements), .array(let others)) where elements.count == others.count:
            return zip(elements, others).enumerated().flatMap { index, pair in
                differences(pair.0, pair.1, at: "\(path)[\(index)]")
            }
        default:
            return value == wanted ? [] : ["\(path) is \(text(value)) instead of \(text(wanted))"]
        }
    }

    private static func text(_ value: JSONValue) -> String {
        let bytes = (try? value.canonicalData()).map { [UInt8]($0) } ?? []
        return String(decoding: bytes.prefix(300), as: UTF8.self)
    }
}
