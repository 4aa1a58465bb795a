import DarkroomAPI
import KubeCore
import Testing

@testable import DarkroomLogic

@Suite("A step that fails because of how Argo is installed")
struct ArgoExecutorProblemTests {
    private static let forbidden =
        "Error (exit code 64): workflowtaskresults.argoproj.io is forbidden: User \"system:serviceaccount:a:default\" "
        + "cannot create resource \"workflowtaskresults\" in API group \"argoproj.io\" in the namespace \"a\""

    @Test(
        "is recognized in the words of Argo and of the kubelet",
        arguments: [
            (forbidden, ArgoExecutorProblem.cannotRecordResults),
            ("Error: container wait ended with exit code 64", .cannotRecordResults),
            (
                "CreateContainerConfigError: container wait: container has runAsNonRoot and image will run as root",
                .runsAsRoot
            ),
            (
                "CreateContainerConfigError: container init: container has runAsNonRoot and image will run as root",
                .runsAsRoot
            ),
        ]
    )
    func recognized(text: String, problem: ArgoExecutorProblem) {
        #expect(ArgoExecutorProblem(in: text) == problem)
        #expect(ArgoExecutorProblem.withRemedy(text) == "\(text). \(problem.remedy)")
    }

    @Test(
        "is not confused with the failure of the step itself",
        arguments: [
            "Error: container main ended with exit code 64",
            "CreateContainerConfigError: container main: container has runAsNonRoot and image will run as root",
            "secrets \"a\" is forbidden",
        ]
    )
    func others(text: String) {
        #expect(ArgoExecutorProblem(in: text) == nil)
        #expect(ArgoExecutorProblem.withRemedy(text) == text)
    }

    @Test("tells on the pipeline's status which right is missing")
    func onStatus() throws {
        var lab = try ImagePipelinePlannerTests.created()
        try lab.report("Failed", steps: ["resize": ("Error", Self.forbidden)])
        try lab.settle()
        let message = try #require(lab.object.status?.steps.first?.message)
        #expect(message.hasPrefix("Error (exit code 64)"))
        #expect(message.hasSuffix(ArgoExecutorProblem.cannotRecordResults.remedy))
    }
}
