/// Turns an S3 server's error into a message that a user can act on.
struct S3Problem: Sendable {
    var endpoint: S3Endpoint
    var bucket: String
    /// Nil for a list.
    var key: String?
    var region: String
    var accessKeyID: String
    /// This machine's clock.
    var now: String

    func failure(_ error: S3ErrorDocument) -> ToolFailure {
        switch error.code {
        case "NoSuchBucket":
            ToolFailure(
                .bucketNotFound,
                "bucket \"\(shownBucket)\" does not exist at \(endpoint); check the bucket's name and the endpoint"
            )
        case "NoSuchKey", "NotFound", "NoSuchVersion":
            ToolFailure(
                .notFound,
                "\(place) does not exist; upload it, or correct its name"
            )
        case "AccessDenied", "AllAccessDisabled", "AccountProblem", "UnauthorizedAccess", "Forbidden":
            ToolFailure(
                .accessDenied,
                "access key \(shownAccessKey) may not read \(place); grant it s3:GetObject and s3:ListBucket there "
                    + "(without s3:ListBucket, a missing object is reported like this too)\(quote(error))"
            )
        case "SignatureDoesNotMatch":
            ToolFailure(
                .invalidCredentials,
                "the secret access key does not belong to access key \(shownAccessKey) at \(endpoint); "
                    + "correct the Secret (no line break at its end), and its region, now \(region)"
            )
        case "InvalidAccessKeyId", "InvalidClientTokenId", "InvalidToken", "ExpiredToken",
            "TokenRefreshRequired", "Unauthorized", "HTTP401":
            ToolFailure(
                .invalidCredentials,
                "\(endpoint) does not know access key \(shownAccessKey), or it has expired; correct the Secret and "
                    + "make sure that the keys are those of this server\(quote(error))"
            )
        case "RequestTimeTooSkewed", "RequestExpired":
            ToolFailure(
                .clockSkew,
                "the clocks differ too much: \(now) here, at \(endpoint) "
                    + "\(error.serverTime ?? "another time"); set the node's clock (NTP)"
            )
        case "PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed",
            "IllegalLocationConstraintException":
            wrongRegion(error)
        case "PreconditionFailed":
            ToolFailure(.changedMeanwhile, "\(place) was replaced while it was being read; try again")
        default: other(error)
        }
    }

    private func wrongRegion(_ error: S3ErrorDocument) -> ToolFailure {
        guard let actual = error.region, actual != region else {
            return ToolFailure(
                .wrongRegion,
                "bucket \"\(shownBucket)\" is not served at \(endpoint) for region \(region); "
                    + "correct the endpoint or the region\(quote(error))"
            )
        }
        return ToolFailure(
            .wrongRegion,
            "bucket \"\(shownBucket)\" is in region \(actual), not \(region); set the region and use its endpoint"
        )
    }

    private func other(_ error: S3ErrorDocument) -> ToolFailure {
        if error.isTransient {
            return ToolFailure(
                .storageFailed,
                "\(endpoint) answers \(error.status) \(error.code) for \(place) repeatedly; "
                    + "try again when the storage server is healthy\(quote(error))"
            )
        }
        return ToolFailure(
            .storageFailed,
            "\(endpoint) answers \(error.status) \(error.code) for \(place); "
                + "make sure that this is the address of an S3 server\(quote(error))"
        )
    }

    private func quote(_ error: S3ErrorDocument) -> String {
        error.message.isEmpty ? "" : ". The server says: \(error.message)"
    }

    private var shownBucket: String { bucket.forDisplay(limit: 100) }
    private var shownAccessKey: String { accessKeyID.forDisplay(limit: 40) }

    private var place: String {
        key.map { "s3://\(shownBucket)/\($0.forDisplay())" } ?? "bucket \"\(shownBucket)\""
    }
}
