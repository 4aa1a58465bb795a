import FoundationEssentials
import KubeCore

extension JSONValue {
    init(json data: Data) throws { self = try JSONDecoder().decode(JSONValue.self, from: data) }
}
