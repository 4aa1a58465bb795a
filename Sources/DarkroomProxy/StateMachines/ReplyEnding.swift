/// How a reply has ended.
enum ReplyEnding: Hashable {
    case complete
    /// The pod's connection failed within a reply whose length the client knows.
    case brokenOff
    /// The connection to the pod ended, which is the end of the reply. The client gets all that came even when it is not
    /// complete: a pod that rejects a request midway also breaks its connection.
    case endOfConnection(isComplete: Bool)

    var isComplete: Bool {
        switch self {
        case .complete: true
        case .brokenOff: false
        case .endOfConnection(let isComplete): isComplete
        }
    }

    /// Whether the client may treat the bytes that it has as a whole reply.
    var reachesClient: Bool { self != .brokenOff }
}
