internal import DarkroomAPI
internal import DarkroomLogic
internal import Hummingbird
internal import KubeClient
internal import KubeCore
internal import Logging

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// The calls that a trainer can make, from request to response.
struct CallbackRoutes: Sendable {
    /// Largest body of a call, in bytes.
    static let bodyLimit = 256 << 10

    /// Finds a run by its UID; nil when the cache does not have it.
    let run: @Sendable (_ uid: String) -> TrainingRun?
    /// Whether the cache has synced, so that a run that is missing from it does not exist.
    let isComplete: @Sendable () -> Bool
    let keys: CallbackKeys
    let queue: ReportQueue
    let now: @Sendable () -> Timestamp
    let logger: Logger

    func add(to router: Router<BasicRequestContext>) {
        for kind in TrainerReport.Kind.allCases {
            router.post("v1/jobs/:job/\(kind.rawValue)") { request, context in
                await answer { try await receive(kind, request, context) }
            }
        }
        for path in ["v1/jobs/:job", "v1/jobs/:job/status"] {
            router.get("\(path)") { request, context in
                await answer {
                    let (run, attempt) = try authenticated(request, context)
                    await hold(.signOfLife, of: run, attempt: attempt)
                    return .ok(Self.summary(of: run))
                }
            }
        }
    }

    private func answer(_ body: () async throws -> CallbackResponse) async -> CallbackResponse {
        do {
            return try await body()
        } catch let response as CallbackResponse {
            return response
        } catch ReportWriter.Failure.gone {
            return .unknownRun
        } catch let rejection as ReportRejection {
            return switch rejection {
            case .pastAttempt: .invalidToken
            case .closed: .closed
            case .resultStands: .resultStands
            case .tooMany: .tooMany
            }
        } catch KubeError.invalid(let status) where status.isAboutTrainerStatus {
            logger.warning("report rejected by the API server", metadata: ["error": "\(status.message)"])
            return .rejection(.unprocessableContent, "the API server rejected the report: \(status.message)")
        } catch {
            logger.warning("report not stored", metadata: ["error": "\(error)"])
            return .tryAgain
        }
    }

    private func receive(
        _ kind: TrainerReport.Kind,
        _ request: Request,
        _ context: BasicRequestContext
    ) async throws -> CallbackResponse {
        let (run, attempt) = try authenticated(request, context)
        guard run.acceptsReports(now: now()) else { throw ReportRejection.closed }
        let selection = MetricSelection(wanted: run.spec.metric)
        let report: TrainerReport
        do {
            report = try TrainerReport(kind, try await Self.document(of: request), selection)
        } catch {
            let response = Self.response(to: error)
            // A call that cannot be used shows nevertheless that the trainer runs.
            let problem = "\(kind.rawValue): \(response.body["error"]?.stringValue ?? "")"
            await hold(.signOfLife, of: run, attempt: attempt, problem: problem)
            throw response
        }
        let (confined, problem) = report.confined(to: CheckpointLocations(of: run))
        let received = ReceivedReport(
            report: confined,
            attempt: attempt,
            time: now(),
            selection: selection,
            problem: problem?.excerpt(TrainerStatus.maxProblemLength - 1)
        )
        switch kind {
        case .heartbeat, .trainerStatus:
            guard await queue.hold(received, for: run) else { throw CallbackResponse.tryAgain }
        case .event, .done:
            try await store(received, of: run)
            logStored(kind, of: run, attempt: attempt)
        }
        return .ok(problem.map { ["ok": true, "warning": .string($0)] } ?? ["ok": true])
    }

    private func store(_ received: ReceivedReport, of run: TrainingRun) async throws {
        do {
            try await queue.write(received, for: run)
        } catch let error as KubeError {
            await hold(.signOfLife, of: run, attempt: received.attempt)
            throw error
        }
    }

    /// Notes that the trainer runs. Nothing is lost if that cannot be stored now: every call says it anew.
    private func hold(_ report: TrainerReport, of run: TrainingRun, attempt: Int, problem: String? = nil) async {
        guard run.acceptsReports(now: now()) else { return }
        let received = ReceivedReport(
            report: report,
            attempt: attempt,
            time: now(),
            selection: MetricSelection(wanted: run.spec.metric),
            problem: problem?.excerpt(TrainerStatus.maxProblemLength - 1)
        )
        await queue.hold(received, for: run)
    }

    private static func response(to error: any Error) -> CallbackResponse {
        switch error {
        case let response as CallbackResponse: response
        case let problem as TrainerReport.Problem: .rejection(.badRequest, problem.description)
        default: .rejection(.badRequest, "the body cannot be read")
        }
    }

    /// The run that a request is about, and the attempt that sends it.
    private func authenticated(
        _ request: Request,
        _ context: BasicRequestContext
    ) throws -> (run: TrainingRun, attempt: Int) {
        let uid = context.parameters.get("job") ?? ""
        let header = request.headers[.authorization] ?? ""
        guard header.lowercased().hasPrefix("bearer ") else {
            throw CallbackResponse.rejection(
                .unauthorized,
                "the token is missing; send Authorization: Bearer $CALLBACK_TOKEN"
            )
        }
        let text = String(header.dropFirst("bearer ".count))
        let token: CallbackToken
        do {
            token = try keys.verify(text, forRun: uid, now: now())
        } catch {
            logRejected(text, reason: error.rawValue)
            throw CallbackResponse.invalidToken
        }
        guard let run = run(uid) else { throw isComplete() ? CallbackResponse.unknownRun : .tryAgain }
        // Only the operator can have signed the token: the attempt has begun, and the cache will soon show it.
        if token.attempt > run.reportingAttempt { throw CallbackResponse.tryAgain }
        guard token.attempt == run.reportingAttempt else {
            logRejected(text, reason: "attempt \(token.attempt) is over; the run is in attempt \(run.reportingAttempt)")
            throw CallbackResponse.invalidToken
        }
        return (run, token.attempt)
    }

    private func logStored(_ kind: TrainerReport.Kind, of run: TrainingRun, attempt: Int) {
        logger.info(
            "report stored",
            metadata: [
                "run": "\(run.key)", "attempt": "\(attempt)", "call": "\(kind.rawValue)",
                "trace_id": "\(run.traceID)",
            ]
        )
    }

    private func logRejected(_ token: String, reason: String) {
        logger.info("token rejected", metadata: ["token": "\(fingerprint(ofToken: token))", "reason": "\(reason)"])
    }

    private static func document(of request: Request) async throws -> JSONValue {
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: bodyLimit)
        } catch {
            throw CallbackResponse.rejection(.contentTooLarge, "the body is larger than \(bodyLimit) bytes")
        }
        do {
            return try LenientJSON.parse(Data(buffer.readableBytesView))
        } catch {
            throw CallbackResponse.rejection(.badRequest, "the body is not valid JSON: \(error)")
        }
    }

    /// What a trainer can query about its own run; `cancel` tells it to stop.
    private static func summary(of run: TrainingRun) -> JSONValue {
        var members: [String: JSONValue] = [
            "job_id": .string(run.metadata.uid),
            "phase": .string(run.status?.phase?.rawValue ?? "Queued"),
            "attempt": .integer(Int64(run.reportingAttempt)),
            "cancel": .bool(run.spec.cancel),
        ]
        let trainer = run.trainerStatus
        members["progress"] = trainer.progress.map { .integer(Int64($0)) }
        members["epoch"] = trainer.epoch.map { .integer(Int64($0)) }
        members["metrics"] = .object(trainer.metrics.mapValues(JSONValue.string))
        members["checkpoint"] = trainer.checkpoints?.latest.map { .string($0.uri) }
        return .object(members)
    }
}
