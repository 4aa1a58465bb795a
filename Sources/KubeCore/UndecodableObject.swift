/// An object that exists but does not decode; identifies it so that a user can find and fix it.
public struct UndecodableObject: Hashable, Sendable {
    /// The readable part of its metadata.
    public var metadata: ObjectMeta
    /// Where and why decoding failed, for people.
    public var problem: String

    /// Describes an object that does not decode.
    public init(metadata: ObjectMeta, problem: String) {
        self.metadata = metadata
        self.problem = problem
    }
}

/// Either the decoded object or the readable part of one that does not decode; decoding this type never fails.
enum Decoded<Object: KubeObject>: Sendable, Decodable {
    case object(Object)
    case undecodable(UndecodableObject)

    init(from decoder: any Decoder) throws {
        do {
            self = .object(try Object(from: decoder))
        } catch {
            let metadata = (try? Identity(from: decoder))?.metadata ?? ObjectMeta(name: "")
            self = .undecodable(UndecodableObject(metadata: metadata, problem: decodingProblem(error)))
        }
    }
}

/// An object's metadata; if the metadata is malformed, only the members that identify the object.
struct Identity: Decodable {
    let metadata: ObjectMeta

    private enum CodingKeys: String, CodingKey { case metadata }
    private enum MetadataKeys: String, CodingKey { case name, namespace, uid, resourceVersion }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        do {
            metadata = try container.decode(ObjectMeta.self, forKey: .metadata)
        } catch {
            let members = try container.nestedContainer(keyedBy: MetadataKeys.self, forKey: .metadata)
            metadata = ObjectMeta(
                name: try members.decode(String.self, forKey: .name),
                namespace: try? members.decode(String.self, forKey: .namespace),
                uid: (try? members.decode(String.self, forKey: .uid)) ?? "",
                resourceVersion: (try? members.decode(String.self, forKey: .resourceVersion)) ?? ""
            )
        }
    }
}

/// Describes a decoding error: the path of the member and the problem.
public func decodingProblem(_ error: any Error) -> String {
    guard let error = error as? DecodingError else { return "\(error)" }
    func place(_ path: [any CodingKey], _ last: (any CodingKey)? = nil) -> String {
        let keys = path + (last.map { [$0] } ?? [])
        let text = keys.reduce(into: "") { text, key in
            if let index = key.intValue { text += "[\(index)]" } else { text += ".\(key.stringValue)" }
        }
        return text.isEmpty ? "." : text
    }
    return switch error {
    case .keyNotFound(let key, let context): "\(place(context.codingPath, key)) is missing"
    case .valueNotFound(_, let context): "\(place(context.codingPath)) is null"
    case .typeMismatch(let type, let context): "\(place(context.codingPath)) is not of type \(type)"
    case .dataCorrupted(let context): "\(place(context.codingPath)): \(context.debugDescription)"
    @unknown default: "\(error)"
    }
}
