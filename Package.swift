// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "darkroom",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "KubeCore", targets: ["KubeCore"]),
        .library(name: "KubeClient", targets: ["KubeClient"]),
        .library(name: "KubeRuntime", targets: ["KubeRuntime"]),
        .library(name: "KubeReconcile", targets: ["KubeReconcile"]),
        .library(name: "KubeCRD", targets: ["KubeCRD"]),
        .library(name: "KubeTestSupport", targets: ["KubeTestSupport"]),
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
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.4.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0", traits: []),
    ],
    targets: [
        // For any operator: nothing of Darkroom is known here.
        .target(name: "KubeCore"),
        .target(
            name: "KubeClient",
            dependencies: [
                "KubeCore",
                .asyncHTTPClient, .logging, .metrics, .nioCore, .nioHTTP1, .nioPosix, .nioSSL, .subprocess,
                .systemPackage, .yams,
            ]
        ),
        .target(
            name: "KubeRuntime",
            dependencies: [
                "KubeCore", "KubeClient",
                .deque, .heap, .logging, .metrics, .serviceLifecycle,
            ]
        ),
        .target(
            name: "KubeReconcile",
            dependencies: [
                "KubeCore", "KubeClient", "KubeRuntime",
                .logging, .serviceLifecycle,
            ]
        ),
        .target(name: "KubeCRD", dependencies: ["KubeCore"]),
        .target(
            name: "KubeTestSupport",
            dependencies: [
                "KubeCore", "KubeClient",
                .logging, .serviceLifecycle,
            ]
        ),

        // Darkroom: what it is, what it decides, and the processes that carry it out.
        .target(name: "DarkroomAPI", dependencies: ["KubeCore", "KubeCRD"]),
        // Values that the logic and the data plane share: routes, methods, CORS, concurrency. Without dependencies, so
        // that DarkroomLogic needs no NIO and DarkroomProxy no Kubernetes.
        .target(name: "DarkroomTraffic"),
        .target(name: "DarkroomLogic", dependencies: ["KubeCore", "KubeCRD", "DarkroomAPI", "DarkroomTraffic"]),
        .target(name: "DarkroomTelemetry", dependencies: [.hummingbird, .logging, .metrics, .serviceLifecycle]),
        .target(name: "DarkroomProxy", dependencies: ["DarkroomTraffic", .nioCore, .nioPosix]),
        .target(
            name: "DarkroomGateway",
            dependencies: [
                "KubeCore", "KubeClient", "KubeRuntime", "DarkroomAPI", "DarkroomTraffic", "DarkroomLogic",
                "DarkroomProxy", "DarkroomTelemetry",
                .asyncHTTPClient, .hummingbird, .logging, .metrics, .nioCore, .nioHTTP1, .serviceLifecycle,
            ]
        ),
        .target(
            name: "DarkroomCallbacks",
            dependencies: [
                "KubeCore", "KubeClient", "KubeRuntime", "DarkroomAPI", "DarkroomLogic", "DarkroomTelemetry",
                .crypto, .hummingbird, .logging, .serviceLifecycle,
            ]
        ),
        .target(
            name: "DarkroomOperator",
            dependencies: [
                "KubeCore", "KubeClient", "KubeRuntime", "KubeReconcile", "KubeCRD", "DarkroomAPI", "DarkroomLogic",
                "DarkroomTelemetry",
                .hummingbird, .logging, .metrics, .serviceLifecycle,
            ]
        ),
        .target(
            name: "DarkroomTools",
            dependencies: [
                "KubeCore",
                .asyncHTTPClient, .crypto, .nioCore, .nioHTTP1, .nioPosix, .nioSSL,
            ]
        ),

        // Executables.
        .executableTarget(
            name: "darkroom",
            dependencies: [
                "KubeCore", "KubeClient", "KubeCRD", "KubeRuntime", "DarkroomAPI", "DarkroomLogic", "DarkroomOperator",
                "DarkroomGateway", "DarkroomCallbacks", "DarkroomTelemetry", "DarkroomTools",
                .argumentParser, .logging, .metrics, .nioCore, .nioPosix, .serviceLifecycle, .unixSignals,
            ]
        ),
        .executableTarget(
            name: "example-operator",
            dependencies: [
                "KubeCore", "KubeClient", "KubeRuntime",
                .logging, .serviceLifecycle, .unixSignals,
            ],
            path: "docs/example-operator"
        ),
        .executableTarget(
            name: "website-operator",
            dependencies: [
                "KubeCore", "KubeClient", "KubeCRD", "KubeRuntime", "KubeReconcile",
                .logging, .serviceLifecycle, .unixSignals,
            ],
            path: "docs/example-website-operator"
        ),
        .executableTarget(
            name: "gateway-benchmark",
            dependencies: [
                "DarkroomTraffic", "DarkroomProxy", "DarkroomGateway", "DarkroomTelemetry",
                .logging, .metrics, .nioCore, .nioPosix,
            ],
            path: "hack/benchmarks/gateway/Sources"
        ),
        .executableTarget(
            name: "fault-runner",
            dependencies: [
                "KubeCore", "KubeClient", "FaultInjection", "ClusterTestSupport",
                .argumentParser, .nioSSL, .systemPackage,
            ],
            path: "Sources/FaultRunner"
        ),

        // Test machinery.
        .target(name: "Exploration"),
        .target(
            name: "ClusterTestSupport",
            dependencies: [
                "KubeCore", "KubeClient",
                .subprocess, .systemPackage,
            ]
        ),
        .target(
            name: "FaultInjection",
            dependencies: [
                "KubeCore", "KubeClient",
                .nioCore, .nioHTTP1, .nioPosix, .nioSSL,
            ]
        ),

        .target(
            name: "ProxyTestSupport",
            dependencies: ["DarkroomTraffic", "DarkroomProxy", "KubeTestSupport", .nioCore, .nioPosix],
            path: "Tests/ProxyTestSupport"
        ),

        // Tests.
        .testTarget(name: "KubeCoreTests", dependencies: ["KubeCore"]),
        .testTarget(
            name: "KubeClientTests",
            dependencies: [
                "KubeCore", "KubeClient", "KubeTestSupport",
                .nioCore, .nioHTTP1, .nioPosix, .nioSSL,
            ]
        ),
        .testTarget(
            name: "KubeRuntimeTests",
            dependencies: [
                "KubeCore", "KubeClient", "KubeRuntime", "KubeTestSupport",
                .logging, .serviceLifecycle,
            ]
        ),
        .testTarget(
            name: "KubeReconcileTests",
            dependencies: [
                "KubeCore", "KubeClient", "KubeRuntime", "KubeReconcile", "KubeTestSupport",
                .logging, .serviceLifecycle,
            ]
        ),
        .testTarget(name: "KubeCRDTests", dependencies: ["KubeCore", "KubeCRD"]),
        .testTarget(name: "DarkroomAPITests", dependencies: ["KubeCore", "KubeCRD", "DarkroomAPI"]),
        .testTarget(name: "DarkroomTrafficTests", dependencies: ["DarkroomTraffic"]),
        .testTarget(
            name: "DarkroomLogicTests",
            dependencies: ["KubeCore", "KubeCRD", "DarkroomAPI", "DarkroomTraffic", "DarkroomLogic", "Exploration"]
        ),
        .testTarget(name: "ExplorationTests", dependencies: ["Exploration"]),
        .testTarget(
            name: "DarkroomProxyTests",
            dependencies: [
                "DarkroomTraffic", "DarkroomProxy", "ProxyTestSupport", "KubeTestSupport",
                .nioCore, .nioEmbedded, .nioPosix,
            ]
        ),
        .testTarget(
            name: "DarkroomGatewayTests",
            dependencies: [
                "KubeCore", "KubeClient", "KubeRuntime", "DarkroomAPI", "DarkroomTraffic", "DarkroomLogic",
                "DarkroomProxy", "DarkroomTelemetry", "DarkroomGateway", "ProxyTestSupport", "KubeTestSupport",
                .asyncHTTPClient, .logging, .nioCore, .nioPosix, .serviceLifecycle,
            ]
        ),
        .testTarget(
            name: "DarkroomCallbacksTests",
            dependencies: [
                "KubeCore", "KubeClient", "DarkroomAPI", "DarkroomLogic", "DarkroomCallbacks", "KubeTestSupport",
                .hummingbird, .hummingbirdTesting, .logging,
            ]
        ),
        .testTarget(
            name: "DarkroomOperatorTests",
            dependencies: [
                "KubeCore", "KubeClient", "KubeRuntime", "KubeReconcile", "KubeCRD", "DarkroomAPI", "DarkroomLogic",
                "DarkroomOperator", "KubeTestSupport",
                .logging, .serviceLifecycle,
            ]
        ),
        .testTarget(name: "DarkroomCommandTests", dependencies: ["darkroom", .argumentParser]),
        .testTarget(
            name: "DarkroomTelemetryTests",
            dependencies: [
                "DarkroomTelemetry",
                .hummingbird, .hummingbirdTesting, .logging, .metrics,
            ]
        ),
        .testTarget(
            name: "DarkroomToolsTests",
            dependencies: [
                "KubeCore", "DarkroomTools",
                .nioCore, .nioPosix,
            ]
        ),
        .testTarget(
            name: "FaultInjectionTests",
            dependencies: [
                "KubeCore", "KubeClient", "FaultInjection", "KubeTestSupport",
            ]
        ),
        .testTarget(
            name: "FaultRunnerTests",
            dependencies: ["KubeCore", "KubeClient", "KubeTestSupport", "fault-runner"]
        ),
        .testTarget(
            name: "IntegrationTests",
            dependencies: [
                "KubeCore", "KubeClient", "KubeRuntime", "DarkroomAPI", "DarkroomLogic", "DarkroomOperator",
                "DarkroomCallbacks", "ClusterTestSupport",
                .asyncHTTPClient, .logging, .nioCore, .nioHTTP1, .serviceLifecycle,
            ]
        ),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "KubeCore", "KubeClient", "DarkroomAPI", "DarkroomLogic", "DarkroomCallbacks", "ClusterTestSupport",
                .asyncHTTPClient, .nioCore, .nioHTTP1, .nioPosix,
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)

/// The whole house is Swift 6, and a warning is an error for everyone at once.
for target in package.targets {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .treatAllWarnings(as: .error),
    ]
}

/// The products of other packages, each named once.
extension Target.Dependency {
    static var argumentParser: Self { .product(name: "ArgumentParser", package: "swift-argument-parser") }
    static var asyncHTTPClient: Self { .product(name: "AsyncHTTPClient", package: "async-http-client") }
    static var crypto: Self { .product(name: "Crypto", package: "swift-crypto") }
    static var deque: Self { .product(name: "DequeModule", package: "swift-collections") }
    static var heap: Self { .product(name: "HeapModule", package: "swift-collections") }
    static var hummingbird: Self { .product(name: "Hummingbird", package: "hummingbird") }
    static var hummingbirdTesting: Self { .product(name: "HummingbirdTesting", package: "hummingbird") }
    static var logging: Self { .product(name: "Logging", package: "swift-log") }
    static var metrics: Self { .product(name: "Metrics", package: "swift-metrics") }
    static var nioCore: Self { .product(name: "NIOCore", package: "swift-nio") }
    static var nioEmbedded: Self { .product(name: "NIOEmbedded", package: "swift-nio") }
    static var nioHTTP1: Self { .product(name: "NIOHTTP1", package: "swift-nio") }
    static var nioPosix: Self { .product(name: "NIOPosix", package: "swift-nio") }
    static var nioSSL: Self { .product(name: "NIOSSL", package: "swift-nio-ssl") }
    static var serviceLifecycle: Self { .product(name: "ServiceLifecycle", package: "swift-service-lifecycle") }
    static var subprocess: Self { .product(name: "Subprocess", package: "swift-subprocess") }
    static var systemPackage: Self { .product(name: "SystemPackage", package: "swift-system") }
    static var unixSignals: Self { .product(name: "UnixSignals", package: "swift-service-lifecycle") }
    static var yams: Self { .product(name: "Yams", package: "Yams", condition: .when(traits: ["YAML"])) }
}
