import DarkroomAPI

/// What is known of the model that an InferenceService is to serve.
enum ModelWish: Hashable, Sendable {
    /// The service has no model beside its image.
    case none
    /// This version.
    case supply(ModelSupply)
    /// There is none yet.
    case missing(reason: String, String)

    init(_ service: InferenceService) {
        guard let model = service.spec.model else {
            self = .none
            return
        }
        self = ModelSupply(model).map(ModelWish.supply) ?? .missing(reason: "NoModel", "There is no model yet")
    }

    /// The version, if there is one.
    var supply: ModelSupply? { if case .supply(let supply) = self { supply } else { nil } }
}
