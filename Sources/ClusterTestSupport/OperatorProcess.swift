internal import Subprocess
internal import Synchronization
internal import SystemPackage

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif
#if canImport(Glibc)
internal import Glibc
#endif

/// A real operator process, which can be killed at any moment and started again.
public final class OperatorProcess: Sendable {
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

    /// Describes a process; ``start()`` starts it.
    ///
    /// - Parameter logFile: Its output is appended here.
    public init(executable: String, arguments: [String], logFile: String) {
        self.executable = executable
        self.arguments = arguments
        self.logFile = logFile
    }

    /// How the process exited unexpectedly; nil if it has not.
    public var unexpectedExit: String? { state.withLock { $0.unexpectedExit } }

    /// ID of the running process; 0 when none is running.
    public var processID: Int32 { state.withLock { $0.pid ?? 0 } }

    /// Starts a process.
    public func start() throws {
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
            let exit: String
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
                exit = "\(result.terminationStatus)"
            } catch {
                exit = "\(error)"
            }
            try? file.close()
            state.withLock { if $0.generation == generation { $0.unexpectedExit = exit } }
        }
        state.withLock { $0.ended = task }
    }

    /// Whether all threads of the process wait for something other than a processor.
    public var isAsleep: Bool {
        let tasks = "/proc/\(processID)/task"
        guard let threads = try? FileManager.default.contentsOfDirectory(atPath: tasks), !threads.isEmpty else {
            return false
        }
        return threads.allSatisfy { thread in
            // The state follows the name, which is in parentheses and may contain any text.
            let stat = try? String(contentsOfFile: "\(tasks)/\(thread)/stat", encoding: .utf8)
            return stat?.split(separator: ") ").last?.first == "S"
        }
    }

    /// Sends a signal to the running process.
    public func signal(_ signal: Int32) {
        guard let pid = state.withLock({ $0.pid }) else { return }
        _ = Glibc.kill(pid, signal)
    }

    /// Kills the process, so that its exit is expected, and waits until it is gone.
    public func kill() async { await end(by: SIGKILL) }

    /// Ends the process with a signal, and waits until it is gone.
    public func end(by number: Int32) async {
        // Right after the start, the process ID is not known yet.
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

    /// Kills the process and starts another.
    public func restart() async throws {
        await kill()
        try start()
    }
}
