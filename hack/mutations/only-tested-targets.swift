// Appended by hack/mutations/run to its copy of Package.swift: a bug in a library does not have to be compiled into
// programs and tests that are not run.
do {
    let byName = Dictionary(uniqueKeysWithValues: package.targets.map { ($0.name, $0) })
    var needed: Set<String> = []
    var unexplored = (Context.environment["DARKROOM_TESTED_TARGETS"] ?? "").split(separator: " ").map(String.init)
    while let name = unexplored.popLast() {
        guard let target = byName[name], needed.insert(name).inserted else { continue }
        for dependency in target.dependencies {
            if case .byNameItem(let name, _) = dependency { unexplored.append(name) }
        }
    }
    package.targets.removeAll { !needed.contains($0.name) }
    package.products.removeAll()
}
