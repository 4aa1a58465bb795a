/// One page of `ListObjectsV2`.
struct ObjectListing: Hashable, Sendable {
    struct Object: Hashable, Sendable {
        var key: String
        var size: UInt64
        /// With its quotes, as `If-Match` expects it.
        var entityTag: String?
    }

    var objects: [Object]
    /// Nil on the last page.
    var continuationToken: String?

    /// Reads a `ListBucketResult`.
    init(_ document: [UInt8]) throws(XMLProblem) {
        let root = try XMLElement(document: document)
        guard root.name == "ListBucketResult" else {
            throw XMLProblem("its root is <\(root.name.forDisplay())>, not <ListBucketResult>")
        }
        let isEncoded = root["EncodingType"] == "url"
        objects = []
        for element in root.children where element.name == "Contents" {
            guard let raw = element["Key"],
                let key = isEncoded ? PercentEncoding.decode(raw, form: true) : raw
            else {
                throw XMLProblem("an object without a readable key")
            }
            guard let size = element["Size"].flatMap({ UInt64($0) }) else {
                throw XMLProblem("object \(key.forDisplay()) has no size")
            }
            objects.append(Object(key: key, size: size, entityTag: element["ETag"]))
        }
        guard root["IsTruncated"] == "true" else { return }
        guard let token = root["NextContinuationToken"], !token.isEmpty else {
            throw XMLProblem("it is not the last page, but has no continuation token")
        }
        continuationToken = token
    }
}
