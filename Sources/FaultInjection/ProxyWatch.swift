internal import KubeClient
internal import KubeCore
internal import NIOCore
internal import NIOHTTP1

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// An input to a watch.
enum WatchInput: Sendable {
    /// The server sent an event.
    case line([UInt8])
    /// The server ended the watch.
    case ended
    /// The connection to the server or to the client is closed.
    case gone
    /// The watch has to expire.
    case expire
}

/// A watch, forwarded from the server to the client.
struct ProxyWatch: Sendable {
    private static let expired: JSONValue = [
        "type": "ERROR",
        "object": [
            "kind": "Status", "apiVersion": "v1", "status": "Failure", "code": 410, "reason": "Expired",
            "message": "too old resource version",
        ],
    ]

    let connection: ProxyConnection
    let request: APIRequest
    let index: Int

    private var proxy: FaultProxy { connection.proxy }

    func serve(
        _ forwarded: TransportRequest,
        _ outbound: ProxyConnection.Outbound
    ) async throws -> ProxyConnection.Ending {
        let response: TransportResponse
        do {
            response = try await proxy.upstream.send(forwarded)
        } catch {
            return .reset
        }
        proxy.log.update(index) { $0.serverStatus = response.status }
        var head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: response.status))
        head.headers.add(name: "Content-Type", value: "application/json")
        head.headers.add(name: "Connection", value: "close")
        try await outbound.write(.head(head))
        guard response.status == 200 else {
            for try await chunk in response.body { try await send(chunk, outbound) }
            try await outbound.write(.end(nil))
            return .close
        }
        let (inputs, continuation) = AsyncStream<WatchInput>.makeStream()
        let reader = Task { await read(response.body, continuation) }
        connection.channel.channel.closeFuture.whenComplete { _ in continuation.yield(.gone) }
        defer {
            reader.cancel()
            continuation.finish()
        }
        return try await pump(inputs, continuation, outbound)
    }

    private func read(
        _ body: TransportResponse.Body,
        _ inputs: AsyncStream<WatchInput>.Continuation
    ) async {
        var framer = LineFramer(limit: 64 << 20)
        do {
            for try await chunk in body {
                for line in try framer.append(chunk) { inputs.yield(.line(line)) }
            }
            inputs.yield(.ended)
        } catch {
            inputs.yield(.gone)
        }
    }

    private func pump(
        _ inputs: AsyncStream<WatchInput>,
        _ continuation: AsyncStream<WatchInput>.Continuation,
        _ outbound: ProxyConnection.Outbound
    ) async throws -> ProxyConnection.Ending {
        var isSilent = false
        for await input in inputs {
            switch input {
            case .gone: return .reset
            case _ where isSilent: continue
            case .ended:
                try await outbound.write(.end(nil))
                return .close
            case .expire:
                proxy.update { $0.script.stopHiding() }
                return try await expire(outbound)
            case .line(let line):
                while proxy.update({ $0.frozen != nil || $0.isPartitioned }) {
                    try await Task.sleep(for: .milliseconds(10))
                }
                switch try await forward(line, outbound) {
                case .goOn: continue
                case .expire(let delay):
                    Task {
                        try? await Task.sleep(for: delay)
                        continuation.yield(.expire)
                    }
                case .fallSilent: isSilent = true
                case .end(let ending): return ending
                }
            }
        }
        return .reset
    }

    /// The event with the version before its own. Under its own, the object that the list shows afterwards would pass
    /// for the malformed one: a version never stands for two states.
    private static func earlier(_ event: JSONValue) -> JSONValue {
        guard case .object(var members) = event, case .object(var object)? = members["object"],
            case .object(var metadata)? = object["metadata"],
            let version = metadata["resourceVersion"]?.stringValue.flatMap(UInt64.init), version > 0
        else { return event }
        metadata["resourceVersion"] = .string("\(version - 1)")
        object["metadata"] = .object(metadata)
        members["object"] = .object(object)
        return .object(members)
    }

    private enum Next {
        case goOn, fallSilent
        /// This watch, not the one after it.
        case expire(after: Duration)
        case end(ProxyConnection.Ending)
    }

    private func forward(_ line: [UInt8], _ outbound: ProxyConnection.Outbound) async throws -> Next {
        guard let event = try? JSONDecoder().decode(JSONValue.self, from: Data(line)),
            let type = event["type"]?.stringValue, let object = event["object"]
        else {
            try await send(line + [0x0A], outbound)
            return .goOn
        }
        guard ["ADDED", "MODIFIED", "DELETED"].contains(type) else {
            proxy.update { $0.mirror.saw(request.resource, type: type, object) }
            try await send(line + [0x0A], outbound)
            return .goOn
        }
        let (point, action) = proxy.update { $0.script.event(request.resource) }
        let name = object["metadata"]?["name"]?.stringValue ?? ""
        proxy.log.add(RecordedEvent(point: point, type: type, name: name))
        switch action {
        case .hide:
            return .expire(after: FaultProxy.hiding)
        case .hideAndExpire: return .end(try await expire(outbound))
        case .fallSilent(let silence):
            if silence == .halfOpen, let port = connection.channel.channel.remoteAddress?.port {
                await proxy.hooks.cut(port)
            }
            return .fallSilent
        case .truncate:
            try await send(Array(line.prefix(line.count / 2)), outbound)
            return .end(.reset)
        case .replace(let path, let change):
            let malformed =
                change == .garbage
                ? Array("<html>502 Bad Gateway</html>".utf8)
                : Array(try Self.earlier(event).changing("object.\(path)", change).canonicalData())
            try await send(malformed + [0x0A], outbound)
            return .expire(after: FaultProxy.healing)
        case .delay(let milliseconds): try await Task.sleep(for: .milliseconds(milliseconds))
        case .pass, .passThenExpire, .passThenEnd: break
        }
        proxy.update { $0.mirror.saw(request.resource, type: type, object) }
        try await send(line + [0x0A], outbound)
        switch action {
        case .passThenExpire: return .end(try await expire(outbound))
        case .passThenEnd:
            try await outbound.write(.end(nil))
            return .end(.close)
        default: return .goOn
        }
    }

    private func expire(_ outbound: ProxyConnection.Outbound) async throws -> ProxyConnection.Ending {
        try await send(Array(Self.expired.canonicalData()) + [0x0A], outbound)
        try await outbound.write(.end(nil))
        return .close
    }

    private func send(_ bytes: [UInt8], _ outbound: ProxyConnection.Outbound) async throws {
        try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: bytes))))
    }
}
