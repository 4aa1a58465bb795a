/// A named string: a given argument, or a declared input (with or without a default).
public struct Parameter: Hashable, Sendable, Codable {
    /// Its name.
    public var name: String
    /// Its value; nil for an input that must be given.
    public var value: String?

    /// A parameter with a value.
    public init(name: String, value: String? = nil) {
        self.name = name
        self.value = value
    }
}

extension Parameter {
    /// Reads the `parameters` of `arguments` or `inputs` in the member `name`.
    static func list(in owner: inout FieldReader, member name: String) throws(Refusal) -> [Parameter] {
        guard var holder = try owner.object(name) else { return [] }
        var parameters: [Parameter] = []
        for element in try holder.array("parameters") {
            let parameter = try Parameter(element)
            guard !parameters.contains(where: { $0.name == parameter.name }) else {
                throw Refusal("\(element.path).name", "'\(parameter.name)' is there twice")
            }
            parameters.append(parameter)
        }
        try holder.finish()
        return parameters
    }

    private init(_ element: FieldReader.Element) throws(Refusal) {
        var fields = try FieldReader(element.value, at: element.path)
        name = try fields.requiredString("name")
        let fallback = try fields.scalar("default")
        value = try fields.scalar("value") ?? fallback
        _ = try fields.string("description")
        try fields.finish()
    }
}

extension FieldReader {
    /// Argo's AnyString: a string, or a number or truth value that is read as its text.
    fileprivate mutating func scalar(_ name: String) throws(Refusal) -> String? {
        guard let value = take(name) else { return nil }
        guard let text = value.plainText else { throw Refusal(path(of: name), "must be a string") }
        return text
    }
}
