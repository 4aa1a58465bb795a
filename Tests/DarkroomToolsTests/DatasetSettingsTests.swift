import Testing

@testable import DarkroomTools

@Suite("Settings of datasets")
struct DatasetSettingsTests {
    private static let keys = [
        "R2_ENDPOINT": "http://minio:9000", "R2_ACCESS_KEY_ID": "key", "R2_SECRET_ACCESS_KEY": "canary",
    ]

    private func settings(_ environment: [String: String], uri: String? = nil) throws -> DatasetSettings {
        try DatasetSettings(environment: Self.keys.merging(environment) { $1 }, uri: uri)
    }

    @Test(
        "The environment determines where the dataset is",
        arguments: [
            (["STORAGE_TYPE": "minio", "DATASET_ID": "d1"], "s3://datasets/d1/data.zip"),
            (
                ["STORAGE_TYPE": "r2", "DATASET_ID": "org/d1", "DATASET_BUCKET": "own"],
                "s3://own/org/d1/data.zip"
            ),
            (["STORAGE_TYPE": "local", "DATASET_ID": "d1"], "/workspace/datasets/d1/data.zip"),
            (["STORAGE_TYPE": "local", "DATASET_ID": "d1", "DATASET_ROOT": "/data"], "/data/d1/data.zip"),
            (
                ["STORAGE_TYPE": "s3", "DATASET_URI": "s3://b/a b/ü.zip", "DATASET_ID": "d1"],
                "s3://b/a b/ü.zip"
            ),
            (["STORAGE_TYPE": "minio", "DATASET_URI": "", "DATASET_ID": "d1"], "s3://datasets/d1/data.zip"),
            (["DATASET_URI": "s3://b/k"], "s3://b/k"), (["DATASET_URI": "file:///a/b.zip"], "/a/b.zip"),
            (["DATASET_URI": "/a/b.zip"], "/a/b.zip"),
            (["STORAGE_TYPE": "minio", "DATASET_URI": "/a"], "/a"),
        ]
    )
    func locations(environment: [String: String], location: String) throws {
        #expect(try settings(environment).location.description == location)
    }

    @Test("A URI argument takes precedence over the environment")
    func givenURI() throws {
        #expect(try settings(["DATASET_URI": "/a"], uri: "/b").location == .path("/b"))
    }

    @Test("A local dataset needs no server")
    func noServer() throws {
        let settings = try DatasetSettings(environment: ["STORAGE_TYPE": "local", "DATASET_ID": "d"])
        #expect(settings.connection == nil)
    }

    @Test(
        "The error names a setting that is missing or invalid",
        arguments: [
            ([:], "set DATASET_URI or DATASET_ID"), (["DATASET_ID": "d"], "STORAGE_TYPE is not set"),
            (["STORAGE_TYPE": "ftp", "DATASET_ID": "d"], "STORAGE_TYPE \"ftp\" is not known"),
            (["STORAGE_TYPE": "local", "DATASET_URI": "s3://b/k"], "STORAGE_TYPE is local"),
            (["STORAGE_TYPE": "r2", "DATASET_ID": "../d"], "dataset's id"),
            (["STORAGE_TYPE": "local", "DATASET_ID": "a/../../etc"], "dataset's id"),
            (["STORAGE_TYPE": "local", "DATASET_ID": "/etc"], "dataset's id"),
            (["STORAGE_TYPE": "local", "DATASET_ID": "a\nb"], "dataset's id"),
            (["DATASET_URI": "s3://b"], "not name an object"), (["DATASET_URI": "s3:///k"], "not name an object"),
            (["DATASET_URI": "s3://b/"], "not name an object"), (["DATASET_URI": "s3://b/../k"], "a . or .. segment"),
            (["DATASET_URI": "s3://b?x/k"], "cannot be a bucket's name"),
            (["DATASET_URI": "s3://../k"], "cannot be a bucket's name"),
            (["DATASET_URI": "https://host/data.zip"], "must be s3://bucket/key"),
            (["DATASET_URI": "relative.zip"], "must be s3://bucket/key"),
            (["DATASET_URI": "s3://b/k", "R2_ENDPOINT": ""], "R2_ENDPOINT is not set"),
            (["DATASET_URI": "s3://b/k", "R2_ACCESS_KEY_ID": ""], "R2_ACCESS_KEY_ID is not set"),
            (["DATASET_URI": "s3://b/k", "R2_SECRET_ACCESS_KEY": ""], "R2_SECRET_ACCESS_KEY is not set"),
            (
                ["DATASET_URI": "s3://b/k", "R2_SECRET_ACCESS_KEY": "canary\n"],
                "R2_SECRET_ACCESS_KEY has a space"
            ),
            (["DATASET_URI": "s3://b/k", "AWS_REGION": "eu/west"], "not a region's name"),
        ] as [([String: String], String)]
    )
    func mistakes(environment: [String: String], words: String) {
        let failure = #expect(throws: ToolFailure.self) { try settings(environment) }
        #expect(failure?.reason == .invalidConfiguration)
        #expect(failure?.message.contains(words) == true, "\(failure?.message ?? "")")
        #expect(failure?.message.contains("canary") == false)
    }

    @Test(
        "The server can be described by either family of variables",
        arguments: [
            (["STORAGE_TYPE": "s3"], "https://s3.us-east-1.amazonaws.com", "us-east-1"),
            (
                ["STORAGE_TYPE": "s3", "AWS_REGION": "eu-west-1"], "https://s3.eu-west-1.amazonaws.com",
                "eu-west-1"
            ),
            (["STORAGE_TYPE": "minio", "R2_ENDPOINT": "minio:9000"], "http://minio:9000", "us-east-1"),
            (["STORAGE_TYPE": "r2", "R2_ENDPOINT": "r2.example"], "https://r2.example", "us-east-1"),
            (["S3_ENDPOINT": "http://other:1", "AWS_DEFAULT_REGION": "auto"], "http://other:1", "auto"),
        ]
    )
    func connections(environment: [String: String], endpoint: String, region: String) throws {
        let keys = [
            "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "token",
        ]
        let connection = try S3Connection(environment: environment.merging(keys) { $1 })
        #expect(connection.endpoint.description == endpoint)
        #expect(connection.region == region)
        #expect(
            connection.credentials
                == S3Credentials(accessKeyID: "key", secretAccessKey: "secret", sessionToken: "token")
        )
    }

    @Test("An invalid region is refused, because it would be part of a host name")
    func region() {
        for region in ["eu/west", "a b", "x@host", "a.b"] {
            #expect(throws: ToolFailure.self) {
                try S3Connection(
                    environment: Self.keys.merging(["STORAGE_TYPE": "s3", "AWS_REGION": region]) { $1 }
                )
            }
        }
    }
}
