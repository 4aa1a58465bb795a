import KubeClient
import KubeCore
import KubeTestSupport
import ServiceLifecycle

@testable import KubeRuntime

extension KubeJSON {
    /// A lease with a holder, or with none.
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
    /// Asks again at once, and has patience for as long as a test may take.
    static let hasty = LeaderElection.Timing(
        leaseDuration: .seconds(60),
        renewDeadline: .seconds(40),
        retryPeriod: .milliseconds(1)
    )

    /// Asks once, and not again while a test runs.
    static let once = LeaderElection.Timing(
        leaseDuration: .seconds(15),
        renewDeadline: .seconds(40),
        retryPeriod: .seconds(3600)
    )
}

extension ServiceGroup {
    /// Shuts down, and lets the elector among the services find its lease as it is.
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
