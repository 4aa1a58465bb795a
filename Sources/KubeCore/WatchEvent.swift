/// One event of a watch stream.
public enum WatchEvent<Object: KubeObject>: Sendable {
    /// The object appeared, or is part of the initial state.
    case added(Object)
    /// The object changed.
    case modified(Object)
    /// The object was deleted. Only its metadata is read, because the store removes it by name.
    case deleted(ObjectMeta)
    /// All changes up to this version have been sent. `endsInitialEvents` marks the end of a streamed list (WatchList).
    case bookmark(resourceVersion: String, endsInitialEvents: Bool)
    /// The server ends the watch, often with 410 `Expired`.
    case error(KubeStatus)
    /// An object changed that does not decode.
    case undecodable(UndecodableObject)
    /// An event type this program does not know; ignored by contract (the API may add types).
    case unknown(type: String)
}

extension WatchEvent {
    /// The version that the event advances a watch to; empty when it advances none.
    public var resourceVersion: String {
        switch self {
        case .added(let object), .modified(let object): object.metadata.resourceVersion
        case .deleted(let metadata): metadata.resourceVersion
        case .bookmark(let version, _): version
        case .undecodable(let object): object.metadata.resourceVersion
        case .error, .unknown: ""
        }
    }
}

extension WatchEvent: Decodable {
    private enum CodingKeys: String, CodingKey { case type, object }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let type = try container.decode(String.self, forKey: .type)
        switch type {
        case "ADDED", "MODIFIED":
            switch try container.decode(Decoded<Object>.self, forKey: .object) {
            case .object(let object): self = type == "ADDED" ? .added(object) : .modified(object)
            case .undecodable(let object): self = .undecodable(object)
            }
        case "DELETED":
            self = .deleted(try container.decode(Identity.self, forKey: .object).metadata)
        case "BOOKMARK":
            let metadata = try container.decode(Identity.self, forKey: .object).metadata
            let ends = metadata.annotations["k8s.io/initial-events-end"] == "true"
            self = .bookmark(resourceVersion: metadata.resourceVersion, endsInitialEvents: ends)
        case "ERROR":
            self = .error(try container.decode(KubeStatus.self, forKey: .object))
        default:
            self = .unknown(type: type)
        }
    }
}
