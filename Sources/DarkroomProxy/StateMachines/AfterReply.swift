/// What happens to the client's connection after a reply.
enum AfterReply: Hashable {
    /// Look for the next request.
    case nextRequest
    /// Close it once everything has left, and without taking the reply from a client that still sends.
    case linger(clientStillSends: Bool)
    case close
    /// It is closed already.
    case none
}
