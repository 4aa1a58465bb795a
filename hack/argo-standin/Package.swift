// swift-tools-version: 6.2
import PackageDescription

/// As in the project's own package: warnings are errors, and every import states its access level.
let houseStyle: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "argo-standin",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "argo-standin", targets: ["argo-standin"])
    ],
    traits: [
        .default(enabledTraits: ["YAML"]),
        .trait(name: "YAML", description: "Read kubeconfig files, to run outside a cluster."),
    ],
    dependencies: [
        .package(
            name: "darkroom",
            path: "../..",
            traits: [.trait(name: "YAML", condition: .when(traits: ["YAML"]))]
        ),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.7.0"),
    ],
    targets: [
        .target(
            name: "ArgoModel",
            dependencies: [.product(name: "KubeCore", package: "darkroom")],
            swiftSettings: houseStyle
        ),
        .target(
            name: "ArgoEngine",
            dependencies: ["ArgoModel", .product(name: "KubeCore", package: "darkroom")],
            swiftSettings: houseStyle
        ),
        .executableTarget(
            name: "argo-standin",
            dependencies: [
                "ArgoModel", "ArgoEngine",
                .product(name: "KubeCore", package: "darkroom"),
                .product(name: "KubeClient", package: "darkroom"),
                .product(name: "KubeRuntime", package: "darkroom"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: houseStyle
        ),
        .testTarget(
            name: "ArgoModelTests",
            dependencies: ["ArgoModel", .product(name: "KubeCore", package: "darkroom")],
            swiftSettings: houseStyle
        ),
        .testTarget(
            name: "ArgoEngineTests",
            dependencies: ["ArgoModel", "ArgoEngine", .product(name: "KubeCore", package: "darkroom")],
            swiftSettings: houseStyle
        ),
    ],
    swiftLanguageModes: [.v6]
)
