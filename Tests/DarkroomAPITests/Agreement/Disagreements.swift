/// What a decoder and a schema were found to disagree on.
final class Disagreements {
    private(set) var notes: [String] = []

    func note(_ path: String, _ problem: String) { notes.append("\(path.isEmpty ? "." : path): \(problem)") }
}
