import DarkroomAPI

extension ObjectStore {
    /// The environment variables by which containers know the store; its keys come from the Secret in their namespace.
    var variables: [EnvVarApply] {
        let settings = [("STORAGE_TYPE", type.rawValue), ("R2_ENDPOINT", endpoint), ("AWS_REGION", region)]
        let literals = settings.compactMap { name, value in value.map { EnvVarApply(name: name, literal: $0) } }
        guard let keys = credentialsSecretRef else { return literals }
        return literals + [
            EnvVarApply(name: "R2_ACCESS_KEY_ID", secret: keys.name, key: keys.accessKeyIDKey),
            EnvVarApply(name: "R2_SECRET_ACCESS_KEY", secret: keys.name, key: keys.secretAccessKeyKey),
            EnvVarApply(name: "AWS_SESSION_TOKEN", secret: keys.name, key: keys.sessionTokenKey, isOptional: true),
        ]
    }

    /// The keys under the names that the AWS SDKs read. Source:
    /// https://docs.aws.amazon.com/sdkref/latest/guide/feature-static-credentials.html
    var standardKeys: [EnvVarApply] {
        guard let keys = credentialsSecretRef else { return [] }
        return [
            EnvVarApply(name: "AWS_ACCESS_KEY_ID", secret: keys.name, key: keys.accessKeyIDKey),
            EnvVarApply(name: "AWS_SECRET_ACCESS_KEY", secret: keys.name, key: keys.secretAccessKeyKey),
        ]
    }

    /// The address under the name that the AWS SDKs read; empty for AWS itself. Source:
    /// https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
    var standardEndpoint: [EnvVarApply] {
        endpoint.map { [EnvVarApply(name: "AWS_ENDPOINT_URL", literal: $0)] } ?? []
    }
}
