import NIOCore

/// A request's head and what names it.
struct ReceivedRequest {
    /// The head as it was read.
    let head: ByteBuffer
    /// Names the request in logs and headers.
    let id: RequestID
    /// When the head was complete.
    let began: NIODeadline
}
