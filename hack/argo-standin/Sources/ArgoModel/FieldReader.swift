import KubeCore

/// Reads the members of one JSON object, and detects the ones that were not read.
///
/// `Decodable` ignores unknown members; here every member must be read by name before `finish()`,
/// so that a feature the stand-in does not implement is refused with its path.
struct FieldReader {
    /// The object's path, such as `spec.templates[0]`.
    let path: String
    private var members: [String: JSONValue]

    init(_ value: JSONValue, at path: String) throws(Refusal) {
        guard let members = value.objectValue else { throw Refusal(path, "must be an object") }
        self.path = path
        self.members = members
    }

    /// The path of the member `name`.
    func path(of name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    /// Reads a member without checking its content; null counts as absent, as in Go's decoder.
    mutating func take(_ name: String) -> JSONValue? {
        let value = members.removeValue(forKey: name)
        return value == .null ? nil : value
    }

    mutating func string(_ name: String) throws(Refusal) -> String? {
        guard let value = take(name) else { return nil }
        guard let text = value.stringValue else { throw Refusal(path(of: name), "must be a string") }
        return text
    }

    mutating func requiredString(_ name: String) throws(Refusal) -> String {
        guard let text = try string(name), !text.isEmpty else { throw Refusal(path(of: name), "is missing") }
        return text
    }

    mutating func bool(_ name: String) throws(Refusal) -> Bool? {
        guard let value = take(name) else { return nil }
        guard let flag = value.boolValue else { throw Refusal(path(of: name), "must be true or false") }
        return flag
    }

    /// A count or number of seconds: not negative, as a number or (as in Kubernetes' IntOrString) as digits.
    mutating func count(_ name: String) throws(Refusal) -> Int? {
        guard let value = take(name) else { return nil }
        let number = value.integerValue.flatMap(Int.init(exactly:)) ?? value.stringValue.flatMap { Int($0) }
        guard let number, (0...Int(Int32.max)).contains(number) else {
            throw Refusal(path(of: name), "must be a whole number from 0 to \(Int32.max)")
        }
        return number
    }

    mutating func array(_ name: String, atMost most: Int = .max) throws(Refusal) -> [Element] {
        guard let value = take(name) else { return [] }
        guard let elements = value.arrayValue else { throw Refusal(path(of: name), "must be a list") }
        guard elements.count <= most else { throw Refusal(path(of: name), "holds more than \(most)") }
        return elements.enumerated().map { Element(value: $1, path: "\(path(of: name))[\($0)]") }
    }

    mutating func strings(_ name: String) throws(Refusal) -> [String] {
        var texts: [String] = []
        for element in try array(name) {
            guard let text = element.value.stringValue else {
                throw Refusal(element.path, "must be a string")
            }
            texts.append(text)
        }
        return texts
    }

    mutating func stringMap(_ name: String) throws(Refusal) -> [String: String] {
        guard let value = take(name) else { return [:] }
        guard let members = value.objectValue else { throw Refusal(path(of: name), "must be an object") }
        var map: [String: String] = [:]
        for (key, value) in members {
            guard let text = value.stringValue else {
                throw Refusal("\(path(of: name)).\(key)", "must be a string")
            }
            map[key] = text
        }
        return map
    }

    /// A reader for the object in the member `name`; nil when it is absent.
    mutating func object(_ name: String) throws(Refusal) -> FieldReader? {
        guard let value = take(name) else { return nil }
        return try FieldReader(value, at: path(of: name))
    }

    /// Ends the reading, and refuses the first member (by name) that was not read.
    func finish() throws(Refusal) {
        if let name = members.keys.sorted().first { throw Refusal.unknownField(path(of: name)) }
    }

    /// An element of a list and its path.
    struct Element {
        let value: JSONValue
        let path: String
    }
}
