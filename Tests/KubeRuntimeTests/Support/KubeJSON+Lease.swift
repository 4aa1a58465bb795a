import KubeClient
import KubeCore
import KubeTestSupport
import ServiceLifecycle

@testable import KubeRuntime

extension KubeJSON {
    /// A lease with or without a holder.
    static func lease(_ holder: String, version: String, transitions: Int64 = 0) -> JSONValue {
        [
            "metadata": ["name": "l", "namespace": "default", "resourceVersion": .string(version)],
            "spec": [
                "holderIdentity": .string(holder), "leaseDurationSeconds": 3600,
                "leaseTransitions": .integer(transitions),
            ],
        ]
    }
}

extension LeaderElection.Timing {
    /// Retries at once, and waits for as long as a test may take.
    static let hasty = LeaderElection.Timing(
        leaseDuration: .seconds(60),
        renewDeadline: .seconds(40),
        retryPeriod: .milliseconds(1)
    )

    /// Asks once, and does not retry while a test runs.
    static let once = LeaderElection.Timing(
        leaseDuration: .seconds(15),
        renewDeadline: .seconds(40),
        retryPeriod: .seconds(3600)
    )
}

extension ServiceGroup {
    /// Shuts down, and lets the elector among the services find its lease unchanged.
    func shutdown(_ transport: ScriptedTransport, lease: JSONValue, then replies: Reply...) async -> Bool {
        let before = transport.requests.count
        await triggerGracefulShutdown()
        let looks = await eventually {
            transport.requests.count > before && transport.requests.last?.method == .get
        }
        transport.add(.json(lease))
        for reply in replies { transport.add(reply) }
        return looks
    }
}
