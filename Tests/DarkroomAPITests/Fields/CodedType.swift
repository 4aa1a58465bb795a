import DarkroomAPI
import KubeCRD
import KubeCore
import Testing

/// A type of the API with its schema, and a function that decodes and re-encodes its JSON.
struct CodedType: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let schema: Schema
    /// Fields that are encoded and never decoded.
    let computed: Set<String>
    let rewrite: @Sendable (JSONValue) throws -> JSONValue

    init<Value: FieldCoded>(_ type: Value.Type) {
        testDescription = "\(type)"
        schema = Value.schema
        computed = Set(Value.fields.all.filter(\.isComputed).map(\.name.stringValue))
        rewrite = { try JSONValue(encoding: $0.decode(Value.self)) }
    }

    static let specs = [
        CodedType(ImagePipelineSpec.self), CodedType(TrainingRunSpec.self), CodedType(InferenceServiceSpec.self),
    ]

    static let statuses = [
        CodedType(ImagePipelineStatus.self), CodedType(TrainingRunStatus.self), CodedType(TrainerStatus.self),
        CodedType(InferenceServiceStatus.self), CodedType(InferenceGatewayStatus.self),
    ]

    /// The differences after objects with one field more than required are decoded and encoded again.
    func losses() -> [String] {
        schema.variants.compactMap { variant in
            let expected = withoutComputed(schema.fillingDefaults(of: variant.json).withoutEmptyMembers)
            do {
                let written = try withoutComputed(rewrite(variant.json).withoutEmptyMembers)
                return written == expected ? nil : "\(variant.path): expected \(expected), wrote \(written)"
            } catch {
                return "\(variant.path): \(decodingProblem(error))"
            }
        }
    }

    private func withoutComputed(_ value: JSONValue) -> JSONValue {
        guard case .object(let members) = value else { return value }
        return .object(members.filter { !computed.contains($0.key) })
    }
}
