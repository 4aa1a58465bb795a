/// An element with its text and children, held in memory; for the flat documents of S3.
struct XMLElement: Hashable, Sendable {
    var name: String
    var text = ""
    var children: [XMLElement] = []

    /// Reads a document and returns its root.
    init(document bytes: [UInt8]) throws(XMLProblem) {
        var scanner = XMLScanner(bytes)
        var path: [XMLElement] = []
        var root: XMLElement?
        while let token = try scanner.next() {
            switch token {
            case .start(let name):
                guard root == nil else { throw XMLProblem("it has a second root element") }
                path.append(XMLElement(name: name))
            case .text(let text):
                path[path.endIndex - 1].text += text
            case .end:
                let finished = path.removeLast()
                if path.isEmpty { root = finished } else { path[path.endIndex - 1].children.append(finished) }
            }
        }
        guard let root else { throw XMLProblem("it has no element") }
        self = root
    }

    private init(name: String) { self.name = name }

    /// Text of the first child with that name.
    subscript(_ name: String) -> String? { children.first { $0.name == name }?.text }
}
