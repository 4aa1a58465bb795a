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
}
