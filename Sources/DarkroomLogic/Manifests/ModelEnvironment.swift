/// Environment of the container that serves a model.
enum ModelEnvironment {
    /// Name of the variable that tells the server where its model is.
    static let path = "MODEL_PATH"
}
