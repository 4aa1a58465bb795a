import DarkroomAPI
import KubeCore

/// Everything on which a type's decoder and its schema disagree; empty when they are one.
func disagreements<Value: Codable & Schematic>(of type: Value.Type) -> [String] {
    let found = Disagreements()
    for choice in 0..<type.schema.mostChoices {
        do {
            _ = try SchemaDecoder(type.schema, choice: choice, disagreements: found).read(type)
        } catch {
            // What ended the reading may be among the notes already, in better words.
            if found.notes.isEmpty { found.note("", "cannot be read: \(error)") }
        }
    }
    noteLostMembers(of: type, in: found)
    noteDefaults(of: type, in: found)
    return Array(Set(found.notes)).sorted()
}

/// What is read and written again has to say the same, or hashes of specs and writes of status leave things out.
private func noteLostMembers<Value: Codable & Schematic>(of type: Value.Type, in found: Disagreements) {
    let whole = type.schema.example(onlyRequired: false)
    guard let written = try? JSONValue(encoding: whole.decode(type)), written != whole else { return }
    found.note("", "reads \(whole) but writes \(written)")
}

/// A server fills defaults in from the schema, the decoder from its own code: absent members must come to the same.
private func noteDefaults<Value: Codable & Schematic>(of type: Value.Type, in found: Disagreements) {
    let least = type.schema.example(onlyRequired: true)
    let filled = type.schema.fillingDefaults(of: least).withoutEmptyMembers
    guard let read = try? JSONValue(encoding: least.decode(type)).withoutEmptyMembers, read != filled else {
        return
    }
    found.note("", "defaults differ: schema \(filled), decoder \(read)")
}

extension Schema {
    /// The greatest number of choices any string in it has; each is played once.
    fileprivate var mostChoices: Int {
        switch shape {
        case .string(let format): max(1, format.choices.count)
        case .object(let properties): properties.map(\.schema.mostChoices).max() ?? 1
        case .map(let values, _): values.mostChoices
        case .list(let items, _, _): items.mostChoices
        case .boolean, .integer, .integerOrString, .scalar, .metadata: 1
        }
    }
}
