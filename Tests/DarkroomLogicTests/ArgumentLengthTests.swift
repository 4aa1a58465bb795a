import DarkroomAPI
import KubeCore
import Testing

@testable import DarkroomLogic

/// Linux starts no program with an argument or environment variable of more than 128 KiB, and says only "argument list too
/// long", on the node.
@Suite("Text that Linux could not hand over to a program")
struct ArgumentLengthTests {
    static let value = ScalarValue.string(String(repeating: "x", count: 4096))

    @Test("is refused where all hyperparameters together are too long, with the number of bytes", arguments: [31, 32])
    func hyperparameters(count: Int) throws {
        let names = (0..<count).map { "p\($0)" }
        let run = TrainingRun.sample {
            $0.hyperparameters = Dictionary(uniqueKeysWithValues: names.map { ($0, Self.value) })
        }
        let accepted = try Simulation(run).plan().condition(ConditionType.accepted)
        #expect(accepted.reason == (count < 32 ? "Accepted" : "InvalidParameters"))
        if count == 32 {
            #expect(
                accepted.message.hasPrefix("spec.hyperparameters: HYPERPARAMETERS would have 131367 bytes, but Linux")
            )
        }
    }

    @Test("is refused in a command, an argument and a variable, of each kind")
    func texts() throws {
        let (fits, isTooLong) = (String(repeating: "x", count: 131_071), String(repeating: "x", count: 131_072))
        for (text, count) in [(fits, 0), (isTooLong, 2)] {
            let run = TrainingRun.sample {
                $0.command = ["sh", "-c", text]
                $0.args = [text]
            }
            let problems = TrainingRunRules.container.problems(run, OperatorConfiguration())
            #expect(problems.count == count)
            #expect(problems.allSatisfy { $0.reason == .invalidParameters })
        }
        let service = InferenceService.sample {
            $0.env = [EnvironmentVariable(name: "A", value: String(repeating: "🎞", count: 32_768))]
        }
        let problem = InferenceServiceRules.container.problems(service, OperatorConfiguration()).first
        #expect(problem?.reason == .invalidEnvironment)
        #expect(problem?.summary.hasPrefix("spec.env[0]: A would have 131074 bytes") == true)
    }

    @Test("does not include a session token that the spec sets itself")
    func sessionToken() throws {
        let run = TrainingRun.sample {
            $0.storage = TrainingStorage(type: .s3, credentialsSecretRef: StorageCredentials(name: "keys"))
            $0.env = [EnvironmentVariable(name: "AWS_SESSION_TOKEN", value: "own")]
        }
        let body = try #require(ChildRenderer.render(run, OperatorConfiguration()).children.first).body
        let variables = body["spec"]?["template"]?["spec"]?["containers"]?[0]?["env"]?.arrayValue ?? []
        let tokens = variables.filter { $0["name"] == "AWS_SESSION_TOKEN" }
        #expect(tokens == [["name": "AWS_SESSION_TOKEN", "value": "own"]])
    }
}
