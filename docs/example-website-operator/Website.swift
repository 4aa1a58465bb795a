import KubeCRD
import KubeCore
import KubeReconcile

/// A custom resource of this operator: a page, and how many web servers show it.
struct Website: CustomResource {
    static let resource = APIResource(group: "example.dev", version: "v1", kind: "Website", plural: "websites")

    let metadata: ObjectMeta
    let spec: WebsiteSpec
    let status: WebsiteStatus?

    /// The CustomResourceDefinition, made of the same declarations as the decoders.
    static let definition = CustomResourceDefinition(
        resource: resource,
        columns: [PrinterColumn("Phase", ".status.phase", "State of the site."), .age],
        schema: .root(of: resource, "A page on the web.", spec: WebsiteSpec.schema, status: WebsiteStatus.schema)
    )
}

struct WebsiteSpec: FieldCoded, Hashable {
    var page = ""
    var servers = 1

    static let fields = Fields("What the site shows.", from: WebsiteSpec()) {
        Field(required: "page", \.page, .string(length: 1...100_000), "The page, in HTML.")
        Field("servers", \.servers, .integer(0...10), "Number of web servers.")
    }
}

struct WebsiteStatus: FieldCoded, Hashable, EventSource {
    var phase: String?
    var message: String?

    static let fields = Fields("State of the site.", from: WebsiteStatus()) {
        Field("phase", \.phase, .string(length: 1...20), "Blocked, Progressing or Ready.")
        Field("message", \.message, .string(length: 0...1000), "What a person needs to know now.")
    }
}

/// A Deployment, as far as this operator reads it.
struct Deployment: KubeObject {
    static let resource = APIResource(group: "apps", version: "v1", kind: "Deployment", plural: "deployments")

    struct Status: Decodable {
        var readyReplicas: Int?
    }

    let metadata: ObjectMeta
    let status: Status?
}
