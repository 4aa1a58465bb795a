// swift-tools-version: 6.2
import PackageDescription

/// Applied to every target: the whole house is Swift 6, and a warning is an error for everyone at once.
let houseStyle: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "darkroom",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "KubeCore", targets: ["KubeCore"]),
        .library(name: "KubeClient", targets: ["KubeClient"]),
        .library(name: "KubeRuntime", targets: ["KubeRuntime"]),
        .library(name: "KubeCRD", targets: ["KubeCRD"]),
        .executable(name: "darkroom", targets: ["darkroom"]),
    ],
    traits: [
        .default(enabledTraits: ["YAML"]),
        .trait(
            name: "YAML",
            description:
                "Read kubeconfig and manifests in YAML. Brings in full Foundation: 45 MB, linked statically."
        ),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.2.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.0.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.5.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.90.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.30.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.20.0", traits: []),
        .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.30.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.7.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0", traits: []),
    ],
    targets: [
        .target(name: "KubeCore", swiftSettings: houseStyle),
        .target(
            name: "KubeClient",
            dependencies: [
                "KubeCore",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "Yams", package: "Yams", condition: .when(traits: ["YAML"])),
            ],
            swiftSettings: houseStyle
        ),
        .target(
            name: "KubeRuntime",
            dependencies: [
                "KubeCore", "KubeClient",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "HeapModule", package: "swift-collections"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: houseStyle
        ),
        .target(name: "KubeCRD", dependencies: ["KubeCore"], swiftSettings: houseStyle),
        .target(name: "DarkroomAPI", dependencies: ["KubeCore", "KubeCRD"], swiftSettings: houseStyle),
        .target(name: "DarkroomLogic", dependencies: ["KubeCore", "KubeCRD", "DarkroomAPI"], swiftSettings: houseStyle),
        .target(
            name: "DarkroomTokens",
            dependencies: ["DarkroomLogic", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: houseStyle
        ),
        .target(
            name: "DarkroomTelemetry",
            dependencies: [
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
            ],
            swiftSettings: houseStyle
        ),
        .target(
            name: "DarkroomGateway",
            dependencies: [
                "KubeCore", "KubeClient", "KubeRuntime", "DarkroomAPI", "DarkroomLogic", "DarkroomTokens",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: houseStyle
        ),
        .target(
            name: "DarkroomOperator",
            dependencies: [
                "KubeCore", "KubeClient", "KubeRuntime", "DarkroomAPI", "DarkroomLogic", "DarkroomTelemetry",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Hummingbird", package: "hummingbird"),
            ],
            swiftSettings: houseStyle
        ),
        .target(
            name: "DarkroomTools",
            dependencies: [
                "KubeCore",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: houseStyle
        ),
        .executableTarget(
            name: "darkroom",
            dependencies: [
                "KubeCore", "KubeClient", "KubeCRD", "KubeRuntime", "DarkroomAPI", "DarkroomLogic", "DarkroomOperator",
                "DarkroomGateway", "DarkroomTelemetry", "DarkroomTokens", "DarkroomTools",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: houseStyle
        ),
        .executableTarget(
            name: "example-operator",
            dependencies: [
                "KubeCore", "KubeClient", "KubeRuntime",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            path: "docs/example-operator",
            swiftSettings: houseStyle
        ),
        .executableTarget(
            name: "gateway-benchmark",
            dependencies: [
                "KubeCore", "DarkroomGateway", "DarkroomLogic", "DarkroomTelemetry",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "hack/benchmarks/gateway/Sources",
            swiftSettings: houseStyle
        ),
        .target(
            name: "KubeTestSupport",
            dependencies: [
                "KubeCore", "KubeClient",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: houseStyle
        ),
        .target(
            name: "ClusterTestSupport",
            dependencies: [
                "KubeCore", "KubeClient",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: houseStyle
        ),
        .target(
            name: "FaultInjection",
            dependencies: [
                "KubeCore", "KubeClient",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: houseStyle
        ),
        .executableTarget(
            name: "fault-runner",
            dependencies: [
                "KubeCore", "KubeClient", "FaultInjection",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            path: "Sources/FaultRunner",
            swiftSettings: houseStyle
        ),
        .testTarget(name: "KubeCoreTests", dependencies: ["KubeCore"], swiftSettings: houseStyle),
        .testTarget(
            name: "KubeClientTests",
            dependencies: [
                "KubeCore", "KubeClient", "KubeTestSupport",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: houseStyle
        ),
        .testTarget(
            name: "KubeRuntimeTests",
            dependencies: [
                "KubeCore", "KubeClient", "KubeRuntime", "KubeTestSupport",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: houseStyle
        ),
        .testTarget(name: "KubeCRDTests", dependencies: ["KubeCore", "KubeCRD"], swiftSettings: houseStyle),
        .testTarget(
            name: "DarkroomAPITests",
            dependencies: ["KubeCore", "KubeCRD", "DarkroomAPI"],
            swiftSettings: houseStyle
        ),
        .testTarget(
            name: "DarkroomLogicTests",
            dependencies: ["KubeCore", "KubeCRD", "DarkroomAPI", "DarkroomLogic"],
            swiftSettings: houseStyle
        ),
        .testTarget(
            name: "DarkroomGatewayTests",
            dependencies: [
                "KubeCore", "KubeClient", "KubeRuntime", "DarkroomAPI", "DarkroomLogic", "DarkroomGateway",
                "DarkroomTokens", "KubeTestSupport",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: houseStyle
        ),
        .testTarget(
            name: "DarkroomTokensTests",
            dependencies: ["KubeCore", "DarkroomLogic", "DarkroomTokens"],
            swiftSettings: houseStyle
        ),
        .testTarget(
            name: "DarkroomOperatorTests",
            dependencies: [
                "KubeCore", "KubeClient", "KubeRuntime", "DarkroomAPI", "DarkroomLogic", "DarkroomOperator",
                "KubeTestSupport",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: houseStyle
        ),
        .testTarget(
            name: "DarkroomCommandTests",
            dependencies: ["darkroom", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            swiftSettings: houseStyle
        ),
        .testTarget(
            name: "DarkroomTelemetryTests",
            dependencies: [
                "DarkroomTelemetry",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
            ],
            swiftSettings: houseStyle
        ),
        .testTarget(
            name: "DarkroomToolsTests",
            dependencies: [
                "KubeCore", "DarkroomTools",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: houseStyle
        ),
        .testTarget(
            name: "FaultInjectionTests",
            dependencies: ["KubeCore", "KubeClient", "FaultInjection", "KubeTestSupport"],
            swiftSettings: houseStyle
        ),
        .testTarget(
            name: "IntegrationTests",
            dependencies: [
                "KubeCore", "KubeClient", "KubeRuntime", "DarkroomAPI", "DarkroomLogic", "DarkroomOperator",
                "DarkroomTokens", "ClusterTestSupport",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: houseStyle
        ),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "KubeCore", "KubeClient", "DarkroomAPI", "DarkroomLogic", "DarkroomTokens", "ClusterTestSupport",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: houseStyle
        ),
    ],
    swiftLanguageModes: [.v6]
)
