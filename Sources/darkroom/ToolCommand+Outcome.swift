import ArgumentParser
import DarkroomTools

/// Where a tool reports its result.
struct ToolOutcomeOptions: ParsableArguments {
    @Option(help: "File for the result as a line of JSON; by default /dev/termination-log, if it exists.")
    var terminationLog: String?

    /// Runs a tool's work and reports the result.
    ///
    /// - Parameter work: Opens its connections through the session.
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
        // The default file is never created: outside a container, it would litter /dev.
        let path = terminationLog ?? TextFile.terminationLog
        let problem = TextFile.write(report.line, to: path, creating: terminationLog != nil)
        // Outside a container the default file does not exist, which is not an error.
        if let problem, terminationLog != nil { Standard.error("\(path) cannot be written: \(problem)\n") }
    }
}
