package import DarkroomProxy
internal import DarkroomTraffic
internal import Metrics
internal import ServiceLifecycle
internal import Synchronization

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Counts requests and writes them into the access log, away from the event loops that carry them.
package final class RequestReporter: AccessObserver {
    /// Maximum number of requests that wait to be reported: those of some seconds. A log that is read too slowly loses
    /// lines, but delays no request.
    private static let backlog = 1 << 16

    /// How long records are collected: under load, a wake-up and a write for each cost more than everything else.
    private static let pause = Duration.milliseconds(5)

    private let writeLog: (@Sendable (String) -> Void)?
    private let waiting = Mutex<[AccessRecord]>([])
    private let wakeUps: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation
    private let dropped = Counter(label: GatewayMetric.droppedRecords)

    /// - Parameter writeLog: Receives whole lines; nil for no access log.
    package init(writeLog: (@Sendable (String) -> Void)?) {
        self.writeLog = writeLog
        (wakeUps, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    package func requestEnded(_ record: AccessRecord) {
        let count = waiting.withLock { waiting in
            guard waiting.count < Self.backlog else { return 0 }
            waiting.append(record)
            return waiting.count
        }
        switch count {
        case 0: dropped.increment()
        // For the others the reporter is running already.
        case 1: wake.yield()
        default: break
        }
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            var meters: [ServiceID?: ServiceMeters] = [:]
            for await _ in wakeUps {
                try? await Task.sleep(for: Self.pause)
                report(&meters)
            }
            // The requests that ended last matter most when a shutdown is looked into.
            report(&meters)
        }
    }

    private func report(_ meters: inout [ServiceID?: ServiceMeters]) {
        let records = waiting.withLock { waiting in
            defer { waiting.removeAll(keepingCapacity: waiting.count < 1024) }
            return waiting
        }
        guard !records.isEmpty else { return }
        let time = writeLog == nil ? "" : AccessLogLine.timestamp(Date())
        var lines = ""
        for record in records {
            meters[record.service, default: ServiceMeters(record.service)].take(record)
            if writeLog != nil { AccessLogLine.append(record, at: time, to: &lines) }
        }
        if !lines.isEmpty { writeLog?(lines) }
        // Services come and go; their counts stay in the registry.
        if meters.count > 10_000 { meters.removeAll() }
    }
}

extension RequestReporter: Service {}

/// The series of one service, looked up once.
private struct ServiceMeters {
    private let labels: [(String, String)]
    private let duration: Timer
    private let coldStart: Timer
    private let bytes: Counter
    private var byCode: [Int?: Counter] = [:]

    init(_ service: ServiceID?) {
        labels = [("namespace", service?.namespace ?? ""), ("service", service?.name ?? "")]
        duration = Timer(label: GatewayMetric.duration, dimensions: labels)
        coldStart = Timer(label: GatewayMetric.coldStart, dimensions: labels)
        bytes = Counter(label: GatewayMetric.replyBytes, dimensions: labels)
    }

    mutating func take(_ record: AccessRecord) {
        counter(record.status).increment()
        duration.record(duration: record.duration)
        if let waited = record.coldStart { coldStart.record(duration: waited) }
        bytes.increment(by: record.bytesSent)
    }

    private mutating func counter(_ code: Int?) -> Counter {
        if let counter = byCode[code] { return counter }
        let text = code.map(String.init) ?? "none"
        let counter = Counter(label: GatewayMetric.requests, dimensions: labels + [("code", text)])
        byCode[code] = counter
        return counter
    }
}
