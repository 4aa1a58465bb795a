import DarkroomAPI

/// Requirements on maps of parameters, whose names no schema can check.
enum ParameterRules {
    /// What is wrong with the names.
    static func names(_ parameters: [String: ScalarValue], at path: String) -> [SpecProblem] {
        parameters.keys.sorted().filter { !ParameterName.isValid($0) }.map { name in
            SpecProblem(.invalidParameters, at: path, "the name \(name.quoted) must \(ParameterName.rule)")
        }
    }
}
