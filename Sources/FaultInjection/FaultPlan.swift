/// One run with one fault, in a form that can be kept in a file and run again alone.
public struct FaultPlan: Hashable, Sendable, Codable {
    /// Row of the matrix in `docs/faults.md`, such as `R2`.
    public var row: String
    /// Name of the workload.
    public var workload: String
    /// Where; nil for rows whose fault is no request's or event's.
    public var place: Place?
    /// What goes wrong there.
    public var fault: Fault?
    /// Which of the row's own experiments, where it is none of the above.
    public var experiment: String?

    /// Plans a fault at a place.
    public init(row: String, workload: String, place: Place, fault: Fault) {
        self.row = row
        self.workload = workload
        self.place = place
        self.fault = fault
    }

    /// Plans an experiment of a row's own.
    public init(row: String, workload: String, experiment: String) {
        self.row = row
        self.workload = workload
        self.experiment = experiment
    }
}

extension FaultPlan: CustomStringConvertible {
    /// Such as `R2 trainingrun-update: create jobs 2, no reply`.
    public var description: String {
        let what = [place.map { "\($0)" }, fault.map { "\($0)" }, experiment].compactMap(\.self)
        return "\(row) \(workload): \(what.joined(separator: ", "))"
    }

    /// The description as a file name.
    public var fileName: String {
        String(description.map { $0.isLetter || $0.isNumber || $0 == "." ? $0 : "-" }) + ".json"
    }
}
