import ArgumentParser
import DarkroomTools

/// Where a tool says how it ended.
struct ToolOutcomeOptions: ParsableArguments {
    @Option(help: "File for the line of JSON that says how it ended; the container's terminationMessagePath.")
    var terminationLog: String?

    /// Does a tool's work and reports on it.
    ///
    /// - Parameter work: Opens what connections it needs through the session.
    func report(
        about subject: FailureReason.Subject,
        _ work: (HTTPSession) async throws -> TerminationReport
    ) async throws {
        do {
            let session = try HTTPSession(certificateAuthorities: ToolEnvironment.certificateAuthorities)
            let result: Result<TerminationReport, any Error>
            do { result = .success(try await work(session)) } catch { result = .failure(error) }
            await session.shutdown()
            write(try result.get())
        } catch let failure as ToolFailure {
            write(TerminationReport(failure, about: subject))
            throw ExitCode(failure.reason.exitCode)
        }
    }

    private func write(_ report: TerminationReport) {
        Standard.error("\(report.reason): \(report.message)\n")
        // The default file is never made: outside a container it would litter /dev.
        let path = terminationLog ?? TextFile.terminationLog
        let problem = TextFile.write(report.line, to: path, creating: terminationLog != nil)
        // Outside a container there is no such file, and nothing is amiss.
        if let problem, terminationLog != nil { Standard.error("\(path) cannot be written: \(problem)\n") }
    }
}
