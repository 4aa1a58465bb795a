import DarkroomAPI
import KubeCore

/// Builds the children of an attempt: the Secret with its token, and its Job.
///
/// Nothing is built before ``creations(of:)`` is called: manifest and token are the greatest part of the work of a
/// reconcile, and most reconciles create nothing.
struct TrainingAttemptChildren: Sendable {
    private let configuration: OperatorConfiguration
    private let tokens: (any CallbackTokenSigner)?

    init(_ observation: TrainingRunObservation) {
        configuration = observation.configuration
        tokens = observation.tokens
    }

    /// Creates the children of the present attempt.
    func creations(of observed: ObservedTrainingRun) -> [ChildWrite] {
        let job = TrainingRunManifest.job(for: observed.run, observed.attempts, configuration)
        // The Secret first: a pod that does not find it waits for a minute.
        let secret = tokenSecret(of: observed).map { [ChildWrite.createUnread($0)] } ?? []
        return secret + [.create(job)]
    }

    /// Nil when the trainer cannot report back.
    private func tokenSecret(of observed: ObservedTrainingRun) -> ChildManifest? {
        guard let callbacks = TrainingCallbacks(configuration, jobName: observed.jobName),
            let settings = configuration.training.callbacks, let tokens
        else { return nil }
        let expiry = observed.now.adding(seconds: settings.tokenLifetimeSeconds)
        let token = CallbackToken(attempt: observed.attempts.number, expiry: expiry)
        return callbacks.secret(tokens.text(of: token, forRun: observed.run.metadata.uid), for: observed.run)
    }
}
