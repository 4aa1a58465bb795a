import KubeClient
import KubeCore
import KubeTestSupport
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// An API server with just the features that a gateway uses: lists, watches, versions, merge patches, and the scale
/// subresource.
final class FakeAPI: Transport {
    struct Write: Sendable {
        let path: String
        let status: Int
        let at: ContinuousClock.Instant
    }

    /// A failure of a write to the number of pods.
    enum Fault: Sendable {
        case throttled
        /// It takes effect, but its reply is lost.
        case lostReply
        case reset
    }

    private struct Watcher {
        let collection: String
        let stream: AsyncThrowingStream<[UInt8], any Error>.Continuation
    }

    private struct State {
        /// Keyed by the path that a namespaced client uses.
        var objects: [String: [String: JSONValue]] = [:]
        var watchers: [Watcher] = []
        /// The events so far, for watches that begin at an older version.
        var announced: [(collection: String, version: Int, line: [UInt8])] = []
        var version = 100
        var writes: [Write] = []
        var faults: [Fault] = []
    }

    static let services = "/apis/darkroom.dev/v1alpha1/namespaces/vision/inferenceservices"
    static let deployments = "/apis/apps/v1/namespaces/vision/deployments"
    static let pods = "/api/v1/namespaces/vision/pods"

    private let state = Mutex(State())

    /// Every write, including refused ones, except those to leases.
    var writes: [Write] { state.withLock { $0.writes.filter { !$0.path.contains("/leases") } } }

    /// Writes to the number of pods that took effect.
    var scaleWrites: [Write] { writes.filter { $0.path.hasSuffix("/scale") && $0.status == 200 } }

    /// Makes the next writes to the number of pods fail.
    func fail(_ faults: Fault...) { state.withLock { $0.faults += faults } }

    /// Creates or replaces an object.
    func put(_ collection: String, _ object: JSONValue) {
        state.withLock { state in _ = Self.put(collection, object, &state) }
    }

    /// Deletes an object.
    func delete(_ collection: String, _ name: String) {
        state.withLock { state in
            guard let object = state.objects[collection]?.removeValue(forKey: name) else { return }
            state.version += 1
            Self.announce("DELETED", object.versioned(state.version), in: collection, &state)
        }
    }

    subscript(collection: String, name: String) -> JSONValue? { state.withLock { $0.objects[collection]?[name] } }

    func send(_ request: TransportRequest) async throws -> TransportResponse {
        let query = Dictionary(request.query.map { ($0.name, $0.value) }) { $1 }
        if request.method == .get, query["watch"] != nil {
            guard query["sendInitialEvents"] == nil else { return Self.refusal(422) }
            return watch(request.path, after: Int((query["resourceVersion"] ?? nil) ?? "") ?? 0)
        }
        let body = try request.body.map { try JSONDecoder().decode(JSONValue.self, from: $0) }
        return try state.withLock { state in try Self.answer(request, body, &state) }
    }

    private func watch(_ collection: String, after version: Int) -> TransportResponse {
        let (stream, continuation) = AsyncThrowingStream<[UInt8], any Error>.makeStream()
        state.withLock { state in
            for event in state.announced where event.collection == collection && event.version > version {
                continuation.yield(event.line)
            }
            state.watchers.append(Watcher(collection: collection, stream: continuation))
        }
        return TransportResponse(status: 200, body: stream)
    }

    private static func answer(
        _ request: TransportRequest,
        _ body: JSONValue?,
        _ state: inout State
    ) throws -> TransportResponse {
        if request.method == .get, let found = state.objects[request.path] {
            return try reply(KubeJSON.list(Array(found.values), version: "\(state.version)"))
        }
        if request.method == .get, !isObject(request.path) {
            return try reply(KubeJSON.list([], version: "\(state.version)"))
        }
        let (collection, name, subresource) = parts(of: request.path, body)
        let found = state.objects[collection]?[name]
        if request.method == .get { return try found.map { try reply($0) } ?? refusal(404) }
        let fault = subresource == "scale" && !state.faults.isEmpty ? state.faults.removeFirst() : nil
        if fault == .throttled { return refusal(429) }
        if fault == .reset { throw TransportError("reset", outcome: .notSent) }
        let answer = try change(collection, name, subresource, request.method, body ?? [:], &state)
        state.writes.append(Write(path: request.path, status: answer.status, at: .now))
        if fault == .lostReply { throw TransportError("reset", outcome: .unknown) }
        return answer
    }

    private static func change(
        _ collection: String,
        _ name: String,
        _ subresource: String?,
        _ method: TransportRequest.Method,
        _ body: JSONValue,
        _ state: inout State
    ) throws -> TransportResponse {
        let found = state.objects[collection]?[name]
        if method == .post {
            guard found == nil else { return refusal(409) }
            return try reply(put(collection, body, &state))
        }
        guard let found else { return refusal(404) }
        let expected = body["metadata"]?["resourceVersion"]
        guard expected == nil || expected == found["metadata"]?["resourceVersion"] else { return refusal(409) }
        return try reply(put(collection, found.merging(body), &state))
    }

    private static func put(_ collection: String, _ object: JSONValue, _ state: inout State) -> JSONValue {
        state.version += 1
        let object = object.versioned(state.version)
        let name = object["metadata"]?["name"]?.stringValue ?? ""
        let isNew = state.objects[collection, default: [:]].updateValue(object, forKey: name) == nil
        announce(isNew ? "ADDED" : "MODIFIED", object, in: collection, &state)
        return object
    }

    private static func announce(_ type: String, _ object: JSONValue, in collection: String, _ state: inout State) {
        guard let event = try? KubeJSON.event(type, object).canonicalData() else { return }
        let line = Array(event) + [0x0A]
        state.announced.append((collection, state.version, line))
        for watcher in state.watchers where watcher.collection == collection { watcher.stream.yield(line) }
    }

    private static func isObject(_ path: String) -> Bool {
        let parts = path.split(separator: "/")
        return parts.firstIndex(of: "namespaces").map { parts.count > $0 + 3 } ?? false
    }

    private static func parts(of path: String, _ body: JSONValue?) -> (String, String, String?) {
        guard isObject(path) else { return (path, body?["metadata"]?["name"]?.stringValue ?? "", nil) }
        let parts = path.split(separator: "/").map(String.init)
        let namespace = parts.firstIndex(of: "namespaces") ?? 0
        let collection = "/" + parts[...(namespace + 2)].joined(separator: "/")
        return (collection, parts[namespace + 3], parts.count > namespace + 4 ? parts[namespace + 4] : nil)
    }

    private static func reply(_ value: JSONValue) throws -> TransportResponse {
        let bytes = Array(try value.canonicalData())
        return TransportResponse(
            status: 200,
            body: AsyncThrowingStream {
                $0.yield(bytes); $0.finish()
            }
        )
    }

    private static func refusal(_ code: Int) -> TransportResponse {
        let bytes = (try? KubeJSON.status(code, code == 409 ? "Conflict" : "").canonicalData()).map(Array.init) ?? []
        return TransportResponse(
            status: code,
            body: AsyncThrowingStream {
                $0.yield(bytes); $0.finish()
            }
        )
    }
}

extension JSONValue {
    fileprivate func versioned(_ version: Int) -> JSONValue {
        merging(["metadata": ["resourceVersion": .string("\(version)")]])
    }

    /// Source: RFC 7386.
    fileprivate func merging(_ patch: JSONValue) -> JSONValue {
        guard case .object(let changes) = patch else { return patch }
        var members = objectValue ?? [:]
        for (name, change) in changes {
            members[name] = change == .null ? nil : (members[name] ?? [:]).merging(change)
        }
        return .object(members)
    }
}
