public import KubeCore

/// A whole object, for members that projections do not have.
public struct Document<View: KubeObject>: KubeObject {
    public static var resource: APIResource { View.resource }

    public let metadata: ObjectMeta
    /// The object as the server sent it.
    public let json: JSONValue

    private enum CodingKeys: String, CodingKey { case metadata }

    public init(from decoder: any Decoder) throws {
        metadata = try decoder.container(keyedBy: CodingKeys.self).decode(ObjectMeta.self, forKey: .metadata)
        json = try JSONValue(from: decoder)
    }
}
