import NIOCore

/// How a request's body arrives, and how long it may take: a client that sends slowly must not keep a pod, or one of
/// the bounded number of slots at it, for an unlimited time.
extension RequestStateMachine {
    /// What to do with bytes of the client.
    enum ReceiveAction {
        /// Look for requests: see ``nextHead(isClientWritable:now:)``.
        case readRequests
        /// The body, or as much of it as is kept, has arrived: look for a pod.
        case dispatch
        /// Send these to the pod.
        case forward(ByteBuffer)
        /// The body is malformed, and the pod has some of it.
        case reject(HeadProblem)
        case none
    }

    /// Bytes have come from the client.
    mutating func received(_ bytes: ByteBuffer, now: NIODeadline) -> ReceiveAction {
        switch state {
        case .awaitingHead:
            reader.append(bytes)
            return .readRequests
        case .gathering(var request, var progress):
            state = .modifying
            reader.append(bytes)
            if progress.note(bytes.readableBytes, part: limits.bodyPart) {
                deadline = bodyDeadline(of: request, now: now)
            }
            let isAtHand = isBodyAtHand(&request)
            state = .gathering(request, progress)
            return isAtHand ? .dispatch : .none
        case .sending(var request, var sending) where !request.body.isComplete:
            state = .modifying
            defer { state = .sending(request, sending) }
            do {
                let part = try take(bytes, of: &request.body)
                if part.readableBytes > 0 { sending.hasBodyBegun = true }
                if request.body.isComplete {
                    deadline = now + request.timeout
                } else if sending.progress.note(part.readableBytes, part: limits.bodyPart) {
                    deadline = bodyDeadline(of: request, sending, now: now)
                }
                return .forward(part)
            } catch {
                return .reject(error)
            }
        case .replying(var request, let reply) where !request.body.isComplete:
            state = .modifying
            defer { state = .replying(request, reply) }
            do {
                let part = try take(bytes, of: &request.body)
                deadline = now + request.timeout
                return .forward(part)
            } catch {
                return .reject(error)
            }
        case .upgraded:
            deadline = now + limits.tunnelIdleTimeout
            return .forward(bytes)
        case .routing, .dispatching, .held, .queued, .connecting, .sending, .replying, .answering:
            reader.append(bytes)
            return .none
        case .lingering, .closed, .modifying: return .none
        }
    }

    /// All bytes that were there have been read.
    ///
    /// - Returns: Whether to read on.
    mutating func readCompleted(isClientWritable: Bool, isPodWritable: Bool, now: NIODeadline) -> Bool {
        if wantsMore(isClientWritable, isPodWritable) { return true }
        isReadPaused = true
        putOffBodyDeadline(now: now)
        return false
    }

    /// What the client sends may have somewhere to go again.
    ///
    /// - Returns: Whether to read on after a pause.
    mutating func resumeReading(isClientWritable: Bool, isPodWritable: Bool, now: NIODeadline) -> Bool {
        guard isReadPaused, wantsMore(isClientWritable, isPodWritable) else { return false }
        isReadPaused = false
        putOffBodyDeadline(now: now)
        return true
    }

    private func wantsMore(_ isClientWritable: Bool, _ isPodWritable: Bool) -> Bool {
        switch state {
        case .routing, .dispatching, .gathering, .held, .queued, .connecting: return reader.count < limits.heldBytes
        case .sending(let request, _), .replying(let request, _):
            // After the body this is not the request's; it is read to notice when the client leaves.
            return request.body.isComplete ? reader.count < limits.heldBytes : isPodWritable
        case .upgraded: return isPodWritable
        case .awaitingHead, .answering: return isClientWritable
        case .lingering, .closed, .modifying: return true
        }
    }

    /// Whether as much of the body has arrived as can arrive before a pod has the request.
    func isBodyAtHand(_ request: inout Request) -> Bool {
        // A client that asks first sends nothing until the pod has answered.
        if reader.count >= limits.heldBytes || request.traits.asksBeforeBody { return true }
        // A malformed body is rejected before it is sent.
        return (try? request.gathered.isComplete(in: reader.inbound)) ?? true
    }

    /// When the next part of the body must have arrived. While the gateway does not read, or the pod has yet to ask for
    /// the body, this is the pod's time and not the client's.
    ///
    /// - Parameter sending: When a pod has the request.
    func bodyDeadline(of request: Request, _ sending: Sending? = nil, now: NIODeadline) -> NIODeadline {
        let isPodsTurn = isReadPaused || sending.map { request.awaitsContinue($0) } ?? false
        let timeout = isPodsTurn ? request.timeout : min(request.timeout, limits.bodyTimeout)
        return min(now + timeout, sending?.progress.end ?? .distantFuture)
    }

    /// Restarts the time for the rest of the body.
    private mutating func putOffBodyDeadline(now: NIODeadline) {
        switch state {
        case .gathering(let request, _):
            deadline = bodyDeadline(of: request, now: now)
            state = .gathering(request, BodyProgress())
        case .sending(let request, var sending) where !request.body.isComplete:
            state = .modifying
            sending.progress.recent = 0
            deadline = bodyDeadline(of: request, sending, now: now)
            state = .sending(request, sending)
        default: break
        }
    }

    /// Takes the bytes of a body, and keeps those that follow it.
    private mutating func take(_ bytes: ByteBuffer, of body: inout BodyScanner) throws(HeadProblem) -> ByteBuffer {
        var bytes = bytes
        let count = try body.take(bytes.readableBytesUInt8Span)
        let part = bytes.readSlice(length: count) ?? ByteBuffer()
        if bytes.readableBytes > 0 { reader.append(bytes) }
        return part
    }
}

extension RequestStateMachine.BodyProgress {
    /// Counts bytes.
    ///
    /// - Parameter part: How many extend the deadline.
    /// - Returns: Whether to extend it.
    mutating func note(_ count: Int, part: Int) -> Bool {
        recent += count
        guard recent >= part else { return false }
        recent = 0
        return true
    }
}

extension RequestStateMachine.Request {
    /// Whether the client has asked the pod for permission to send the body, and has received no answer.
    func awaitsContinue(_ sending: RequestStateMachine.Sending) -> Bool {
        traits.asksBeforeBody && !sending.hasBodyBegun && !body.isComplete
    }
}
