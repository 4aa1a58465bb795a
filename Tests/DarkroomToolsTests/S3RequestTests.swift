import Testing

@testable import DarkroomTools

@Suite("S3 requests")
struct S3RequestTests {
    @Test(
        "Keys are encoded byte by byte, except for slashes",
        arguments: [
            ("a/b.zip", "/bucket/a/b.zip"),
            ("a b+c", "/bucket/a%20b%2Bc"),
            ("été/日本.zip", "/bucket/%C3%A9t%C3%A9/%E6%97%A5%E6%9C%AC.zip"),
            ("a?b#c%d&e=f", "/bucket/a%3Fb%23c%25d%26e%3Df"),
            ("/leading//double", "/bucket//leading//double"),
            ("'()*!~-_.", "/bucket/%27%28%29%2A%21~-_."),
            ("line\nbreak\0", "/bucket/line%0Abreak%00"),
            ("🦊", "/bucket/%F0%9F%A6%8A"),
        ]
    )
    func keys(key: String, path: String) {
        #expect(S3Request(.get, bucket: "bucket", key: key).path == path)
    }

    @Test("A query is sorted by encoded names, and its slashes are encoded")
    func query() {
        let request = S3Request(
            .get,
            bucket: "bucket",
            query: [("prefix", "a/b c"), ("list-type", "2"), ("continuation-token", "x==")]
        )
        #expect(request.target == "/bucket?continuation-token=x%3D%3D&list-type=2&prefix=a%2Fb%20c")
    }

    @Test(
        "Valid forms are decoded, and malformed ones are not",
        arguments: [
            ("a+b%20c%2Bd", "a b c+d"), ("%E6%97%A5", "日"), ("", ""), ("%", nil), ("%4", nil), ("%zz", nil),
            ("%FF", nil),
        ] as [(String, String?)]
    )
    func forms(text: String, decoded: String?) {
        #expect(PercentEncoding.decode(text, form: true) == decoded)
    }
}

@Suite("S3 endpoints")
struct S3EndpointTests {
    @Test(
        "The port is part of the authority unless it is the default of the scheme",
        arguments: [
            ("http://minio.storage:9000", "http://minio.storage:9000"),
            ("https://abc.r2.cloudflarestorage.com/", "https://abc.r2.cloudflarestorage.com"),
            ("http://host:80", "http://host"), ("https://host:443", "https://host"),
            ("http://host:443", "http://host:443"), ("HTTPS://host", "https://host"),
            ("http://[::1]:9000", "http://[::1]:9000"), ("http://10.0.0.1:9000", "http://10.0.0.1:9000"),
            ("host:9000", "https://host:9000"), ("host", "https://host"),
        ]
    )
    func authority(text: String, description: String) throws {
        #expect(try S3Endpoint(text).description == description)
    }

    @Test("An endpoint without a scheme gets the default scheme")
    func assumedScheme() throws {
        #expect(try S3Endpoint("minio:9000", assumingTLS: false).description == "http://minio:9000")
    }

    @Test(
        "An invalid endpoint is refused with an explanation",
        arguments: [
            ("", "is not a URL"), ("http://", "is not a URL"), ("ftp://host", "must begin with"),
            ("http://ho st", "is not a URL"), ("http://host\r\nX: y", "is not a URL"),
            ("https://host/bucket", "must end after the host"),
            ("https://host?x=1", "must end after the host"),
            ("http://host:0", "no valid port"),
        ]
    )
    func refused(text: String, words: String) {
        let failure = #expect(throws: ToolFailure.self) { try S3Endpoint(text) }
        #expect(failure?.reason == .invalidConfiguration)
        #expect(failure?.message.contains(words) == true, "\(failure?.message ?? "")")
    }

    @Test("An endpoint with a password is refused, and the message does not repeat it")
    func password() {
        let failure = #expect(throws: ToolFailure.self) { try S3Endpoint("https://user:canary@host") }
        #expect(failure?.message.contains("canary") == false)
    }
}
