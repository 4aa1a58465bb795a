/// One reason why a spec cannot be carried out.
public struct SpecProblem: Hashable, Sendable {
    /// Kinds of problems; reasons of `Accepted=False`.
    public enum Reason: String, Hashable, Sendable, CaseIterable {
        case unknownAccelerator = "UnknownAccelerator"
        case invalidImage = "InvalidImage"
        case unknownFramework = "UnknownFramework"
        case imageNotAllowed = "ImageNotAllowed"
        case serviceAccountNotAllowed = "ServiceAccountNotAllowed"
        case invalidEnvironment = "InvalidEnvironment"
        case invalidResources = "InvalidResources"
        case invalidDataset = "InvalidDataset"
        case invalidParameters = "InvalidParameters"
        case invalidName = "InvalidName"
        case invalidSteps = "InvalidSteps"
        case duplicateStep = "DuplicateStep"
        case unknownDependency = "UnknownDependency"
        case dependencyCycle = "DependencyCycle"
        case invalidScaling = "InvalidScaling"
        case invalidRoute = "InvalidRoute"
        case invalidModel = "InvalidModel"
        case invalidPodMetadata = "InvalidPodMetadata"
        case podMetadataNotAllowed = "PodMetadataNotAllowed"
        case invalidText = "InvalidText"
        case invalidAnnotation = "InvalidAnnotation"
    }

    /// What kind of problem it is.
    public var reason: Reason
    /// Member concerned, such as `spec.steps[0].image`.
    public var path: String
    /// What is wrong with it and what is allowed.
    public var message: String

    /// Makes a problem.
    public init(_ reason: Reason, at path: String, _ message: String) {
        self.reason = reason
        self.path = path
        self.message = message
    }

    /// Path and message in one line.
    public var summary: String { "\(path): \(message)" }
}

extension [SpecProblem] {
    /// All problems in one text, which describes only the first few, because a status must stay short.
    func summary(limit: Int = 10) -> String {
        let shown = prefix(limit).map(\.summary).joined(separator: "; ")
        return count > limit ? "\(shown); and \(count - limit) more" : shown
    }
}
