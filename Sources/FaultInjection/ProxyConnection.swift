internal import KubeClient
internal import KubeCore
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif
#if canImport(Glibc)
internal import Glibc
#endif

/// One connection of the client: its requests, one after the other.
struct ProxyConnection: Sendable {
    typealias Outbound = NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>

    let proxy: FaultProxy
    let channel: NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

    /// A request that has arrived completely.
    struct Incoming {
        let head: HTTPRequestHead
        var body: [UInt8] = []
    }

    /// Whether the connection is used again.
    enum Ending { case keep, close, reset }

    func serve() async {
        do {
            try await channel.executeThenClose { inbound, outbound in
                var incoming: Incoming?
                for try await part in inbound {
                    switch part {
                    case .head(let head): incoming = Incoming(head: head)
                    case .body(let bytes): incoming?.body += Array(buffer: bytes)
                    case .end:
                        guard let request = incoming else { return }
                        incoming = nil
                        switch try await answer(request, outbound) {
                        case .keep: continue
                        case .close: return
                        case .reset:
                            reset()
                            return
                        }
                    }
                }
            }
        } catch {
            // Clients may disconnect at any time.
        }
    }

    /// Ends the connection with RST, as when the machine behind it has crashed.
    private func reset() {
        #if canImport(Glibc)
        let now = linger(l_onoff: 1, l_linger: 0)
        _ = (channel.channel as? any SocketOptionProvider)?.setSoLinger(now)
        #endif
    }

    private func answer(_ incoming: Incoming, _ outbound: Outbound) async throws -> Ending {
        let target = Target(incoming.head.uri)
        let contentType = incoming.head.headers.first(name: "Content-Type")
        let request = APIRequest(
            method: incoming.head.method.rawValue,
            path: target.path,
            query: target.query,
            contentType: contentType
        )
        while proxy.isPartitioned { try await Task.sleep(for: .milliseconds(20)) }
        let (point, action) = proxy.update { $0.script.request(request) }
        let index = proxy.log.add(
            RecordedRequest(
                request: request,
                point: point,
                at: .now,
                digest: StableHash.hex(incoming.body)
            )
        )
        guard proxy.hooks.accepts(incoming.head.headers.first(name: "Authorization")) else {
            return try await reject(index, 401, "Unauthorized", retryAfter: nil, outbound)
        }
        switch action {
        case .reset: return .reset
        case .reject(let code, let reason, let retryAfter):
            return try await reject(index, code, reason, retryAfter: retryAfter, outbound)
        case .delay(let milliseconds): try await Task.sleep(for: .milliseconds(milliseconds))
        case .freezeThenKill: proxy.freeze()
        case .forward, .forwardThenDrop, .forwardThenKill: break
        }
        if request.verb == .list, let list = proxy.update({ $0.frozen?.list(request.resource) }) {
            return try await reply(index, 200, Array(list.canonicalData()), outbound)
        }
        let forwarded = forwarded(incoming, target, request, contentType)
        if request.verb == .watch {
            return try await ProxyWatch(connection: self, request: request, index: index)
                .serve(forwarded, outbound)
        }
        let (response, body): (TransportResponse, [UInt8])
        do {
            response = try await proxy.upstream.send(forwarded)
            body = try await response.body.reduce(into: []) { $0 += $1 }
        } catch {
            return .reset
        }
        record(index, request, response.status, body)
        switch action {
        case .forwardThenDrop: return .reset
        case .forwardThenKill:
            await proxy.hooks.restart()
            return .reset
        case .freezeThenKill(let seconds):
            await proxy.hooks.restart()
            proxy.thaw(after: seconds)
            return .reset
        default:
            let retryAfter = response.retryAfter.map { Int($0.components.seconds) }
            return try await reply(
                index,
                response.status,
                shifted(body, request, towardsClient: true),
                retryAfter: retryAfter,
                outbound
            )
        }
    }

    private func forwarded(
        _ incoming: Incoming,
        _ target: Target,
        _ request: APIRequest,
        _ contentType: String?
    ) -> TransportRequest {
        var query = target.query
        if request.verb == .list, proxy.update({ $0.script.pagesByOne(request.target) }) {
            query = query.filter { $0.name != "limit" } + [("limit", "1")]
        }
        let body = shifted(incoming.body, request, towardsClient: false)
        return TransportRequest(
            method: .init(rawValue: incoming.head.method.rawValue) ?? .get,
            path: target.path,
            query: query,
            contentType: contentType,
            body: body.isEmpty ? nil : Data(body),
            isWatch: request.verb == .watch
        )
    }

    private func shifted(_ body: [UInt8], _ request: APIRequest, towardsClient: Bool) -> [UInt8] {
        guard request.isElection, let shift = proxy.hooks.shift else { return body }
        return shift(body, towardsClient)
    }

    private func record(_ index: Int, _ request: APIRequest, _ status: Int, _ body: [UInt8]) {
        let document = try? JSONDecoder().decode(JSONValue.self, from: Data(body))
        proxy.log.update(index) { entry in
            entry.serverStatus = status
            entry.name = request.name ?? document?["metadata"]?["name"]?.stringValue
            entry.uid = document?["metadata"]?["uid"]?.stringValue
            entry.resourceVersion = document?["metadata"]?["resourceVersion"]?.stringValue
        }
        guard request.verb == .list, status == 200, let document else { return }
        proxy.update {
            $0.mirror.listed(request.resource, document, isContinuation: request.isContinuation)
        }
    }

    func reject(
        _ index: Int,
        _ code: Int,
        _ reason: String,
        retryAfter: Int?,
        _ outbound: Outbound
    ) async throws -> Ending {
        let status: JSONValue = [
            "kind": "Status", "apiVersion": "v1", "status": "Failure", "code": .integer(Int64(code)),
            "reason": .string(reason), "message": "rejected by the fault proxy",
        ]
        return try await reply(index, code, Array(status.canonicalData()), retryAfter: retryAfter, outbound)
    }

    private func reply(
        _ index: Int,
        _ status: Int,
        _ body: [UInt8],
        retryAfter: Int? = nil,
        _ outbound: Outbound
    ) async throws -> Ending {
        var head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: status))
        head.headers.add(name: "Content-Type", value: "application/json")
        head.headers.add(name: "Content-Length", value: "\(body.count)")
        if let retryAfter { head.headers.add(name: "Retry-After", value: "\(retryAfter)") }
        proxy.log.update(index) { $0.clientStatus = status }
        try await outbound.write(.head(head))
        try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: body))))
        try await outbound.write(.end(nil))
        return .keep
    }
}

/// Path and decoded query of a request line.
struct Target {
    let path: String
    let query: [(name: String, value: String)]

    init(_ uri: String) {
        let parts = uri.split(separator: "?", maxSplits: 1)
        path = parts.first.map(String.init) ?? "/"
        query = (parts.count > 1 ? parts[1] : "").split(separator: "&").map { pair in
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (Self.decoded(halves[0]), halves.count > 1 ? Self.decoded(halves[1]) : "")
        }
    }

    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
