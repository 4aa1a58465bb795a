import DarkroomAPI
import DarkroomLogic
import DarkroomTraffic
import KubeCRD
import KubeCore
import Testing

@Suite("The gateway's settings for a service")
struct ServiceTrafficTests {
    @Test(
        "accept exactly the paths that the schema accepts",
        arguments: [
            "/", "/api", "/api/", "/api/generate", "/a.b/..c/.d/...", "/%2e", "/a;b=c,d", "/!\"$&'()*+-:<=>@[]^_`{|}~",
            "", "api", "//", "/api//generate", "/.", "/..", "/api/./x", "/api/../x", "/api/..", "/a?b", "/a#b", "/a b",
            "/a\nb", "/\u{7f}", "/ü",
        ]
    )
    func paths(path: String) throws {
        let pattern = try Regex(try #require(StringFormat.routePath.pattern))
        // The schema's `$` is that of RE2, which does not match before a final line break.
        let isAllowed = try pattern.wholeMatch(in: path) != nil && path.utf8.count == path.unicodeScalars.count
        #expect((RoutePath(path) != nil) == isAllowed)
    }

    @Test("have each method that the schema has", arguments: InferenceRoute.Method.allCases)
    func methods(method: InferenceRoute.Method) {
        #expect(MethodSet(name: method.rawValue) != .other)
        #expect(MethodSet(name: method.rawValue).names == [method.rawValue])
    }

    @Test("follow its routes")
    func routes() throws {
        let cors = InferenceCORS(allowOrigins: ["https://app.example"], maxAgeSeconds: 60)
        let service = InferenceService.sample {
            $0.routes = [
                InferenceRoute(path: "/api/generate", methods: [.get, .post], timeoutSeconds: 90, cors: cors),
                InferenceRoute(path: "/api/generate/async"),
            ]
        }
        let traffic = ServiceTraffic(of: service)
        #expect(traffic.routes.map(\.path.description) == ["/api/generate", "/api/generate/async"])
        #expect(traffic.routes.map(\.methods) == [[.get, .head, .post], .all])
        #expect(traffic.routes.map(\.timeout) == [.seconds(90), .seconds(300)])
        #expect(traffic.routes.map(\.service) == [service.serviceID, service.serviceID])
        #expect(
            traffic.routes[0].cors
                == CORSPolicy(allowOrigins: ["https://app.example"], maxAge: .seconds(60))
        )
        #expect(traffic.routes[1].cors == nil)
    }

    @Test("omit a path that no request can match")
    func badRoute() {
        let service = InferenceService.sample {
            $0.routes = [InferenceRoute(path: "/good"), InferenceRoute(path: "/a/../b")]
        }
        #expect(ServiceTraffic(of: service).routes.map(\.path.description) == ["/good"])
    }

    @Test("follow its scaling")
    func scaling() {
        let service = InferenceService.sample {
            $0.scaling = InferenceScaling(
                minReplicas: 1,
                maxReplicas: 4,
                concurrency: 8,
                containerConcurrency: 10,
                idleSeconds: 30,
                coldStartTimeoutSeconds: 120,
                queueLimit: InferenceQueueLimit(requests: 50, bytes: 1000)
            )
        }
        let traffic = ServiceTraffic(of: service)
        #expect(
            traffic.scaling
                == ScalingPolicy(minReplicas: 1, maxReplicas: 4, concurrency: 8, idle: .seconds(30))
        )
        #expect(
            traffic.activation
                == ActivationLimits(
                    queueLimit: InferenceQueueLimit(requests: 50, bytes: 1000),
                    coldStartTimeout: .seconds(120)
                )
        )
        #expect(traffic.containerConcurrency == 10)
        #expect(!traffic.isStopped)
    }

    @Test("have sensible values where an old API server accepted invalid ones")
    func nonsense() {
        let service = InferenceService.sample {
            $0.scaling = InferenceScaling(
                minReplicas: 5,
                maxReplicas: -1,
                concurrency: 9,
                containerConcurrency: 2,
                idleSeconds: -5,
                coldStartTimeoutSeconds: 0,
                queueLimit: InferenceQueueLimit(requests: -1, bytes: -1)
            )
        }
        let traffic = ServiceTraffic(of: service)
        #expect(
            traffic.scaling
                == ScalingPolicy(minReplicas: 1, maxReplicas: 1, concurrency: 2, idle: .seconds(1))
        )
        #expect(
            traffic.activation
                == ActivationLimits(
                    queueLimit: InferenceQueueLimit(requests: 0, bytes: 0),
                    coldStartTimeout: .seconds(1)
                )
        )
    }
}
