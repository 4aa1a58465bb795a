import DarkroomAPI
import FoundationEssentials
import KubeCore

/// Reads JSON as `type`.
func decode<Value: Decodable>(_ json: String, as type: Value.Type = Value.self) throws -> Value {
    try JSONDecoder().decode(type, from: Data(json.utf8))
}

/// A custom resource's JSON around its spec, with a status if given.
func resourceJSON(spec: String, status: String? = nil) -> String {
    let tail = status.map { #", "status": \#($0)"# } ?? ""
    return #"{"metadata": {"name": "x", "namespace": "default", "generation": 2}, "spec": \#(spec)\#(tail)}"#
}
