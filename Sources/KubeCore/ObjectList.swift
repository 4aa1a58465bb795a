/// One page of a list.
///
/// Items that do not decode are collected individually instead of failing the page: a single malformed object must
/// not hide all others from the operator.
public struct ObjectList<Object: KubeObject>: Sendable, Decodable {
    /// The items that decoded.
    public var items: [Object]
    /// The items that did not.
    public var undecodable: [UndecodableObject]
    /// Version of the collection at which this page was read.
    public var resourceVersion: String
    /// Token for the next page; nil on the last.
    public var `continue`: String?

    private enum CodingKeys: String, CodingKey { case metadata, items }
    private struct Metadata: Decodable {
        var resourceVersion: String?
        var `continue`: String?
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let metadata = try container.decodeIfPresent(Metadata.self, forKey: .metadata)
        resourceVersion = metadata?.resourceVersion ?? ""
        let token = metadata?.continue ?? ""
        self.continue = token.isEmpty ? nil : token
        items = []
        undecodable = []
        let decoded = try container.decodeIfPresent([Decoded<Object>].self, forKey: .items) ?? []
        items.reserveCapacity(decoded.count)
        for item in decoded {
            switch item {
            case .object(let object): items.append(object)
            case .undecodable(let object): undecodable.append(object)
            }
        }
    }
}
