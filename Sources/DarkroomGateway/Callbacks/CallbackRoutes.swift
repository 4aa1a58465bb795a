internal import DarkroomAPI
internal import DarkroomLogic
internal import DarkroomTokens
internal import Hummingbird
internal import KubeClient
internal import KubeCore
internal import Logging

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// The calls of the trainers' contract, from request to response.
struct CallbackRoutes: Sendable {
    /// Greatest body of a call, in bytes.
    static let bodyLimit = 256 << 10

    /// Finds a run by its UID; nil when there is none.
    let run: @Sendable (_ uid: String) -> TrainingRun?
    /// Whether all runs are known, so that one that is not found is none.
    let isComplete: @Sendable () -> Bool
    let verifier: CallbackTokenVerifier
    let queue: ReportQueue
    let now: @Sendable () -> Timestamp
    let logger: Logger

    func add(to router: Router<BasicRequestContext>) {
        for call in CallbackBody.Call.allCases {
            router.post("v1/jobs/:job/\(call.rawValue)") { request, context in
                await answer { try await receive(call, request, context) }
            }
        }
        for path in ["v1/jobs/:job", "v1/jobs/:job/status"] {
            router.get("\(path)") { request, context in
                await answer { .ok(Self.summary(of: try authenticated(request, context).run)) }
            }
        }
    }

    private func answer(_ body: () async throws -> CallbackResponse) async -> CallbackResponse {
        do {
            return try await body()
        } catch let response as CallbackResponse {
            return response
        } catch ReportWriter.Failure.gone {
            return Self.unknownRun
        } catch ReportWriter.Failure.pastAttempt {
            return Self.refused
        } catch KubeError.invalid(let status) where status.isAboutReport {
            logger.warning("a report was not accepted", metadata: ["error": "\(status.message)"])
            return .refusal(.unprocessableContent, "the API server does not accept the report: \(status.message)")
        } catch {
            logger.warning("a report could not be stored", metadata: ["error": "\(error)"])
            return .tryAgain
        }
    }

    private static let unknownRun = CallbackResponse.refusal(.notFound, "there is no such run")
    /// One answer for every fault of a token: what was wrong with it helps nobody who may call.
    private static let refused = CallbackResponse.refusal(.forbidden, "the token is not good for this run")

    private func receive(
        _ call: CallbackBody.Call,
        _ request: Request,
        _ context: BasicRequestContext
    ) async throws -> CallbackResponse {
        let (run, attempt) = try authenticated(request, context)
        let document = try await Self.document(of: request)
        let body: CallbackBody
        do {
            body = try CallbackBody(call, document)
        } catch {
            throw CallbackResponse.refusal(.badRequest, error.description)
        }
        let received = ReportWriter.Call(body: body, attempt: attempt, time: now())
        switch call {
        case .heartbeat:
            guard await queue.hold(received, for: run) else { throw CallbackResponse.tryAgain }
        case .event, .done:
            try await queue.write(received, for: run)
            note(call, of: run, attempt: attempt)
        }
        return .ok()
    }

    /// The run that a request is about, and the attempt that makes it.
    private func authenticated(
        _ request: Request,
        _ context: BasicRequestContext
    ) throws -> (run: TrainingRun, attempt: Int) {
        let uid = context.parameters.get("job") ?? ""
        let header = request.headers[.authorization] ?? ""
        guard header.lowercased().hasPrefix("bearer ") else {
            throw CallbackResponse.refusal(
                .unauthorized,
                "send the token: Authorization: Bearer $CALLBACK_TOKEN"
            )
        }
        let text = String(header.dropFirst("bearer ".count))
        let token: CallbackToken
        do {
            token = try verifier.verify(text, forRun: uid, now: now())
        } catch {
            note(text, why: error.rawValue)
            throw Self.refused
        }
        guard let run = run(uid) else { throw isComplete() ? Self.unknownRun : .tryAgain }
        // Nobody but the operator can have made the token: the attempt has begun, and the cache will know it soon.
        if token.attempt > run.reportingAttempt { throw CallbackResponse.tryAgain }
        guard token.attempt == run.reportingAttempt else {
            note(text, why: "of attempt \(token.attempt), not \(run.reportingAttempt)")
            throw Self.refused
        }
        return (run, token.attempt)
    }

    private func note(_ call: CallbackBody.Call, of run: TrainingRun, attempt: Int) {
        logger.info(
            "report stored",
            metadata: [
                "run": "\(run.key)", "attempt": "\(attempt)", "call": "\(call.rawValue)",
                "trace_id": "\(run.traceID)",
            ]
        )
    }

    private func note(_ token: String, why: String) {
        logger.info("token refused", metadata: ["token": "\(fingerprint(ofToken: token))", "why": "\(why)"])
    }

    private static func document(of request: Request) async throws -> JSONValue {
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: bodyLimit)
        } catch {
            throw CallbackResponse.refusal(.contentTooLarge, "the body is larger than \(bodyLimit) bytes")
        }
        do {
            return try JSONDecoder().decode(JSONValue.self, from: Data(buffer.readableBytesView))
        } catch {
            throw CallbackResponse.refusal(.badRequest, "the body is not JSON; mind that JSON has no NaN")
        }
    }

    /// What a trainer may ask about its own run; `cancel` tells it that it need not go on.
    private static func summary(of run: TrainingRun) -> JSONValue {
        var members: [String: JSONValue] = [
            "job_id": .string(run.metadata.uid),
            "phase": .string(run.status?.phase?.rawValue ?? "Queued"),
            "attempt": .integer(Int64(run.reportingAttempt)),
            "cancel": .bool(run.spec.cancel),
        ]
        members["progress"] = run.report.progress.map { .integer(Int64($0)) }
        members["epoch"] = run.report.epoch.map { .integer(Int64($0)) }
        members["metrics"] = .object(run.report.metrics.mapValues(JSONValue.string))
        members["checkpoint"] = run.report.checkpoints?.latest.map { .string($0.uri) }
        return .object(members)
    }
}
