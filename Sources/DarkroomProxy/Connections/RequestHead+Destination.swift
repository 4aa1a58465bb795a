import DarkroomTraffic
import NIOCore

/// Who answers a request.
enum Destination {
    /// The pods of a service.
    case service(RoutingSnapshot.Target)
    /// The gateway, with one of its own documents.
    case document(RoutingSnapshot.Document, headers: [(name: String, value: String)])
    /// The gateway, with an error.
    case error(LocalReply)
}

extension RequestHead {
    /// Looks up who answers the request.
    ///
    /// - Parameter bytes: The bytes of this head.
    func destination(_ bytes: ByteBuffer, in snapshot: RoutingSnapshot) -> Destination {
        let path = bytes.readableBytesUInt8Span.extracting(path)
        if !snapshot.documents.isEmpty, method == .get || method == .head {
            let text = path.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
            if let document = snapshot.documents[text] { return .document(document, headers: []) }
        }
        if let headers = preflight(bytes, path, in: snapshot) {
            return .document(RoutingSnapshot.Document(status: 204, body: ""), headers: headers)
        }
        switch snapshot.routes.match(path: path, method: method) {
        case .none: return .error(.notFound)
        case .methodNotAllowed(let allowed): return .error(.methodNotAllowed(allowed))
        case .route(let index):
            let target = snapshot.target(index)
            return target.isStopped ? .error(.stopped) : .service(target)
        }
    }

    /// The value of a header as text.
    func value(of header: KnownHeader, in bytes: ByteBuffer) -> String? {
        fields.value(of: header).flatMap { value in
            bytes.getString(at: bytes.readerIndex + value.lowerBound, length: value.count)
        }
    }

    /// The answer to a browser's CORS preflight request; nil when the request is not a preflight request, or
    /// the route leaves that to its pods.
    private func preflight(
        _ bytes: ByteBuffer,
        _ path: Span<UInt8>,
        in snapshot: RoutingSnapshot
    ) -> [(name: String, value: String)]? {
        guard method == .options, let origin = value(of: .origin, in: bytes),
            let wanted = value(of: .accessControlRequestMethod, in: bytes),
            case .route(let index) = snapshot.routes.match(path: path, method: MethodSet(name: wanted))
        else { return nil }
        let target = snapshot.target(index)
        return target.cors?.preflightHeaders(origin: origin, methods: target.methods)
    }
}
