import FoundationEssentials
import KubeCRD
import KubeCore

/// One field of each kind, which the tests decode, encode and describe.
struct Gadget: FieldCoded, Hashable {
    enum Color: String, FieldChoice {
        case red = "Red"
        case green = "Green"
    }

    var name: String
    var count = 1
    var isShiny = false
    var color = Color.red
    var note: String?
    var size: Int64?
    var tags: [String] = []
    var labels: [String: String] = [:]
    var parts: [Part] = []
    var motor = Motor()
    var spare: Motor?
    var time: Timestamp?
    var pause = false

    init(name: String) { self.name = name }

    static let fields = Fields(
        "A gadget.",
        from: Gadget(name: ""),
        rules: [ValidationRule("self.count < 9 || !self.isShiny", message: "many gadgets cannot be shiny")]
    ) {
        Field(required: "name", \.name, .string(.dnsLabel), "Name of the gadget.")
        Field("count", \.count, .integer(1...9), "How many there are.")
        Field("isShiny", \.isShiny, "Whether it shines.")
        Field("color", \.color, "Color of the gadget.")
        Field("note", \.note, .string(length: 0...80), "What to know about it.")
        Field("size", \.size, .integer(0...), "Size in millimetres.")
        Field("tags", \.tags, .list(of: .string(.dnsLabel), .set, count: 0...5), "Words to find it by.")
        Field("labels", \.labels, .map(of: .string(length: 0...9), maxProperties: 5), "Labels on it.")
        Field("parts", \.parts, .list(of: .own, .map(key: "id"), count: 0...5), "What it is made of.")
        Field("motor", \.motor)
        Field("spare", \.spare, "A second motor.")
        Field("time", \.time, "When it was made.")
        Field("pause", \.pause, "Whether it rests.").outsideIdentity
    }
}

struct Part: FieldCoded, Hashable {
    var id: String

    static let fields = Fields("A part.", from: Part(id: "")) {
        Field(required: "id", \.id, .string(.dnsLabel), "Number of the part.")
    }
}

struct Motor: FieldCoded, Hashable {
    var power = 3
    var fuel: String?

    static let fields = Fields("What drives it.", from: Motor()) {
        Field("power", \.power, .integer(0...99), "Power in watts.")
        Field("fuel", \.fuel, .string(length: 1...9), "What it burns.")
    }
}

/// Reads JSON as `type`.
func decode<Value: Decodable>(_ json: String, as type: Value.Type = Value.self) throws -> Value {
    try JSONDecoder().decode(type, from: Data(json.utf8))
}
