/// A request to an S3 server, addressed in path style: `/bucket/key`, which every server understands.
struct S3Request: Hashable, Sendable {
    enum Method: String, Sendable { case get = "GET", head = "HEAD", put = "PUT" }

    struct Pair: Hashable, Sendable {
        var name: String
        var value: String
    }

    var method: Method
    let bucket: String
    /// Nil when the request is about the bucket.
    let key: String?
    /// Percent-encoded.
    var path: String
    /// Not encoded yet.
    var query: [Pair]
    /// Names in lower case.
    var headers: [Pair]

    init(
        _ method: Method,
        bucket: String,
        key: String? = nil,
        query: [(String, String)] = [],
        headers: [(String, String)] = []
    ) {
        self.method = method
        self.bucket = bucket
        self.key = key
        path =
            "/" + PercentEncoding.encode(bucket)
            + (key.map { "/" + PercentEncoding.encode($0, path: true) } ?? "")
        self.query = query.map { Pair(name: $0.0, value: $0.1) }
        self.headers = headers.map { Pair(name: $0.0.lowercased(), value: $0.1) }
    }

    /// The query to send and sign: encoded and sorted.
    var canonicalQuery: String {
        let encoded = query.map { (PercentEncoding.encode($0.name), PercentEncoding.encode($0.value)) }
        return encoded.sorted { $0 < $1 }.map { "\($0)=\($1)" }.joined(separator: "&")
    }

    /// Path and query.
    var target: String { query.isEmpty ? path : "\(path)?\(canonicalQuery)" }
}
