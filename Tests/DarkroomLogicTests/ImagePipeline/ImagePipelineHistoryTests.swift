import DarkroomAPI
import DarkroomLogic
import KubeCore
import Testing

@Suite("The finished runs of an ImagePipeline")
struct ImagePipelineHistoryTests {
    @Test("are kept up to the history limit")
    func history() throws {
        var lab = try ImagePipelinePlannerTests.created { $0.runPolicy.historyLimit = 2 }
        var names = [try lab.finish()]
        for index in 1...3 {
            lab.object.metadata.annotations = [DarkroomAnnotation.runID: "\(index)"]
            lab.now = .noon.adding(Double(index) * 100)
            try lab.settle()
            names.append(try lab.finish())
        }
        #expect(
            try lab.cluster.all(WorkflowView.self).map(\.metadata.name).sorted() == names.suffix(2).sorted()
        )
        #expect(lab.object.status?.recentRuns.map(\.name) == names.reversed())
    }

    @Test("are recorded up to the limit of the status")
    func recentRuns() throws {
        var lab = try ImagePipelinePlannerTests.created { $0.runPolicy.historyLimit = 0 }
        try lab.finish()
        for index in 1...12 {
            lab.object.metadata.annotations = [DarkroomAnnotation.runID: "\(index)"]
            lab.now = .noon.adding(Double(index) * 100)
            try lab.settle()
            try lab.finish()
        }
        #expect(lab.object.status?.recentRuns.count == 10)
        #expect(try lab.cluster.all(WorkflowView.self).isEmpty)
        #expect(try lab.settle().isEmpty)
    }

    @Test("are removed once they expire, but not before their end is recorded")
    func ttl() throws {
        var lab = try ImagePipelinePlannerTests.created { $0.runPolicy.ttlSecondsAfterFinished = 60 }
        try lab.report("Succeeded", steps: ["resize": ("Succeeded", nil), "embed": ("Succeeded", nil)])
        lab.now = .noon.adding(1000)
        #expect(try lab.plan().writes.isEmpty)
        #expect(try lab.settle().verbs == ["delete Workflow"])
        #expect(lab.object.status?.phase == .succeeded)
        #expect(lab.object.status?.progress == "2/2")
    }

    @Test("are reconciled again exactly when one expires")
    func ttlWait() throws {
        var lab = try ImagePipelinePlannerTests.created { $0.runPolicy.ttlSecondsAfterFinished = 60 }
        try lab.finish()
        lab.now = lab.now.adding(20)
        #expect(try lab.plan().requeueAfter == .seconds(40))
    }
}
