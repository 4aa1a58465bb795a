import DarkroomAPI
import KubeCRD
import KubeCore
import Testing

/// A type of the API with its schema, and how to read its JSON and write it again.
struct CodedType: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let schema: Schema
    let rewrite: @Sendable (JSONValue) throws -> JSONValue

    init<Value: FieldCoded>(_ type: Value.Type) {
        testDescription = "\(type)"
        schema = Value.schema
        rewrite = { try JSONValue(encoding: $0.decode(Value.self)) }
    }

    static let specs = [
        CodedType(ImagePipelineSpec.self), CodedType(TrainingRunSpec.self), CodedType(InferenceServiceSpec.self),
    ]

    static let statuses = [
        CodedType(ImagePipelineStatus.self), CodedType(TrainingRunStatus.self), CodedType(TrainingReport.self),
        CodedType(InferenceServiceStatus.self), CodedType(InferenceGatewayStatus.self),
    ]

    /// What is lost or changed when an object with one field more than it needs is read and written again.
    func losses() -> [String] {
        schema.variants.compactMap { variant in
            let expected = schema.fillingDefaults(of: variant.json).withoutEmptyMembers
            do {
                let written = try rewrite(variant.json).withoutEmptyMembers
                return written == expected ? nil : "\(variant.path): expected \(expected), wrote \(written)"
            } catch {
                return "\(variant.path): \(decodingProblem(error))"
            }
        }
    }
}
