internal import KubeCore

/// One run with one fault, in a form that can be kept in a file and run again on its own.
public struct FaultPlan: Hashable, Sendable {
    /// What a plan does to the run of its workload.
    public enum Action: Hashable, Sendable {
        /// One fault at one request or event.
        case injection(Injection)
        /// One of the scenario's own experiments, whose fault is not tied to a request or an event.
        case experiment(String)
    }

    /// Scenario of `docs/faults.md`, such as `R2`.
    public var scenario: String
    /// Name of the workload.
    public var workload: String
    /// What is done.
    public var action: Action

    /// Makes a plan.
    public init(scenario: String, workload: String, _ action: Action) {
        self.scenario = scenario
        self.workload = workload
        self.action = action
    }
}

extension FaultPlan {
    /// The fault and its point; nil for an experiment.
    public var injection: Injection? {
        if case .injection(let injection) = action { injection } else { nil }
    }

    /// The experiment; nil for a fault at a point.
    public var experiment: String? {
        if case .experiment(let experiment) = action { experiment } else { nil }
    }
}

extension FaultPlan: CustomStringConvertible {
    /// Such as `R2 trainingrun-update: create jobs 2, no reply`.
    public var description: String {
        switch action {
        case .injection(let injection): "\(scenario) \(workload): \(injection)"
        case .experiment(let experiment): "\(scenario) \(workload): \(experiment)"
        }
    }

    /// The description as a file name.
    public var fileName: String {
        String(description.map { $0.isLetter || $0.isNumber || $0 == "." ? $0 : "-" }) + ".json"
    }
}

/// A plan that cannot be run.
public struct InvalidFaultPlan: Error, Hashable, CustomStringConvertible {
    /// The plan, and what is wrong with it.
    public let description: String
}

extension FaultPlan: Codable {
    private enum CodingKeys: String, CodingKey { case scenario, workload, point, fault, experiment }

    /// Reads a plan.
    ///
    /// - Throws: ``InvalidFaultPlan`` for a fault that does not exist or that its point cannot have, and for a plan that is
    ///   neither a fault at a point nor an experiment.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        scenario = try container.decode(String.self, forKey: .scenario)
        workload = try container.decode(String.self, forKey: .workload)
        let plan = "\(scenario) \(workload)"
        switch (container.contains(.point), container.contains(.fault), container.contains(.experiment)) {
        case (true, true, false):
            let point = try container.decode(InjectionPoint.self, forKey: .point)
            for name in try container.decode([String: JSONValue].self, forKey: .fault).keys.sorted()
            where Fault.Name(rawValue: name) == nil {
                let known = Fault.Name.allCases.map(\.rawValue).joined(separator: ", ")
                throw InvalidFaultPlan(description: "\(plan): unknown fault \(name); known faults are \(known)")
            }
            do {
                let fault = try container.decode(Fault.self, forKey: .fault)
                action = .injection(try Injection(fault, at: point))
            } catch let error as ImpossibleInjection {
                throw InvalidFaultPlan(description: "\(plan): \(error)")
            }
        case (false, false, true): action = .experiment(try container.decode(String.self, forKey: .experiment))
        default:
            throw InvalidFaultPlan(description: "\(plan): a plan has either a point and a fault or an experiment")
        }
    }

    /// Writes the plan as ``init(from:)`` reads it.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(scenario, forKey: .scenario)
        try container.encode(workload, forKey: .workload)
        switch action {
        case .injection(let injection):
            try container.encode(injection.point, forKey: .point)
            try container.encode(injection.fault, forKey: .fault)
        case .experiment(let experiment): try container.encode(experiment, forKey: .experiment)
        }
    }
}
