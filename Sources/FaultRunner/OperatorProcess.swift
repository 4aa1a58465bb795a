import Subprocess
import Synchronization
import SystemPackage

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A real operator process, which can be killed at any moment and started again.
final class OperatorProcess: Sendable {
    private struct State {
        var pid: Int32?
        var generation = 0
        var unexpectedExit: String?
        var ended: Task<Void, Never>?
    }

    private let executable: String
    private let arguments: [String]
    private let logFile: String
    private let state = Mutex(State())

    init(executable: String, arguments: [String], logFile: String) {
        self.executable = executable
        self.arguments = arguments
        self.logFile = logFile
    }

    /// How it ended by itself; nil as long as it did not.
    var unexpectedExit: String? { state.withLock { $0.unexpectedExit } }

    /// Of the process that runs now; 0 when none does.
    var processID: Int32 { state.withLock { $0.pid ?? 0 } }

    func start() throws {
        let file = try FileDescriptor.open(
            FilePath(logFile),
            .writeOnly,
            options: [.create, .append],
            permissions: .ownerReadWrite
        )
        let generation = state.withLock { state in
            state.generation += 1
            return state.generation
        }
        let task = Task { [executable, arguments] in
            let words: String
            do {
                let result = try await Subprocess.run(
                    .path(FilePath(executable)),
                    arguments: Arguments(arguments),
                    input: .none,
                    output: .fileDescriptor(file, closeAfterSpawningProcess: false),
                    error: .fileDescriptor(file, closeAfterSpawningProcess: false)
                ) { execution in
                    self.state.withLock {
                        if $0.generation == generation { $0.pid = execution.processIdentifier.value }
                    }
                }
                words = "\(result.terminationStatus)"
            } catch {
                words = "\(error)"
            }
            try? file.close()
            state.withLock { if $0.generation == generation { $0.unexpectedExit = words } }
        }
        state.withLock { $0.ended = task }
    }

    /// Whether all threads of the process wait for something, other than a processor.
    var isAsleep: Bool {
        let tasks = "/proc/\(processID)/task"
        guard let threads = try? FileManager.default.contentsOfDirectory(atPath: tasks), !threads.isEmpty else {
            return false
        }
        return threads.allSatisfy { thread in
            // The state follows the name, which stands in parentheses and may hold anything.
            let stat = try? String(contentsOfFile: "\(tasks)/\(thread)/stat", encoding: .utf8)
            return stat?.split(separator: ") ").last?.first == "S"
        }
    }

    /// Sends a signal to the process that runs now.
    func signal(_ signal: Int32) {
        guard let pid = state.withLock({ $0.pid }) else { return }
        _ = Glibc.kill(pid, signal)
    }

    /// Kills it; its end is no surprise then. Returns once it is gone.
    func kill() async { await end(by: SIGKILL) }

    /// Ends it by a signal and waits.
    func end(by number: Int32) async {
        // Between starting and having a process there is a moment in which there is nothing to kill.
        for _ in 0..<500 where state.withLock({ $0.pid == nil && $0.unexpectedExit == nil }) {
            try? await Task.sleep(for: .milliseconds(2))
        }
        let (pid, ended) = state.withLock { state in
            state.generation += 1
            defer { state.pid = nil }
            return (state.pid, state.ended)
        }
        if let pid { _ = Glibc.kill(pid, number) }
        await ended?.value
    }

    /// Kills it and starts another.
    func restart() async throws {
        await kill()
        try start()
    }
}

#if canImport(Glibc)
import Glibc
#endif
