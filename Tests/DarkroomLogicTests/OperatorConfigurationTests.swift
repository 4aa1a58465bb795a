import DarkroomAPI
import DarkroomLogic
import KubeCore
import Testing

@Suite("The operator's configuration")
struct OperatorConfigurationTests {
    @Test("knows a100 and t4 out of the box")
    func outOfTheBox() throws {
        let configuration = try (JSONValue.object([:])).decode(OperatorConfiguration.self)
        #expect(configuration == OperatorConfiguration())
        #expect(configuration.accelerators.keys.sorted() == ["a100", "t4"])
    }

    @Test("accepts every preset by name", arguments: AcceleratorPreset.allCases)
    func presets(preset: AcceleratorPreset) throws {
        let document: JSONValue = ["accelerators": ["preset": .string(preset.rawValue)]]
        let configuration = try document.decode(OperatorConfiguration.self)
        #expect(configuration.accelerators == preset.classes)
    }

    @Test("refuses an unknown preset, and lists the known ones")
    func unknownPreset() {
        let document: JSONValue = ["accelerators": ["preset": "nvdia"]]
        let error = #expect(throws: DecodingError.self) { try document.decode(OperatorConfiguration.self) }
        #expect(
            error.map(decodingProblem)
                == #".accelerators.preset: unknown preset "nvdia"; known presets are nvidia, gke, plain, none"#
        )
    }

    @Test("adds classes to those of the preset and replaces those of the same name")
    func ownClasses() throws {
        let document: JSONValue = [
            "accelerators": [
                "preset": "plain",
                "classes": [
                    "l4": ["nodeSelector": ["pool": "l4"]],
                    "t4": ["resourceName": "example.com/gpu", "tolerations": []],
                ],
            ]
        ]
        let configuration = try document.decode(OperatorConfiguration.self)
        #expect(configuration.accelerators.keys.sorted() == ["a100", "l4", "t4"])
        #expect(configuration.accelerators["l4"]?.resourceName == "nvidia.com/gpu")
        #expect(configuration.accelerators["t4"]?.resourceName == "example.com/gpu")
        #expect(configuration.accelerators["t4"]?.tolerations == [])
        #expect(configuration.accelerators["t4"]?.nodeSelector == [:])
    }

    @Test("is written in a form that reads back as the same")
    func roundTrip() throws {
        var configuration = OperatorConfiguration(accelerators: AcceleratorPreset.gke.classes)
        configuration.argo.instanceID = "gpu"
        configuration.limits.imagePrefixes = ["ghcr.io/example"]
        configuration.pods.runAsUser = 1000
        configuration.training = TrainingSettings(
            frameworks: ["timm": "registry.example/trainer-timm:1"],
            mlflowTrackingURI: "http://mlflow",
            callbacks: .init(baseURL: "http://darkroom", tokenLifetimeSeconds: 3600)
        )
        #expect(try JSONValue(encoding: configuration).decode() == configuration)
    }

    @Test("refuses token lifetimes that are too short or too long", arguments: [0, 59, 315_360_001])
    func tokenLifetime(seconds: Int64) {
        let document: JSONValue = [
            "training": ["callbacks": ["baseURL": "http://x", "tokenLifetimeSeconds": .integer(seconds)]]
        ]
        #expect(throws: DecodingError.self) { try document.decode(OperatorConfiguration.self) }
    }

    @Test("places a simple class by a node selector, and a class of several products by affinity")
    func placement() {
        #expect(AcceleratorPreset.plain.classes["a100"]?.nodeSelector == ["accelerator": "nvidia-a100"])
        let a100 = AcceleratorPreset.nvidia.classes["a100"]
        #expect(a100?.nodeSelector == [:])
        #expect(a100?.nodeRequirements.first?.values?.contains("NVIDIA-A100-SXM4-40GB") == true)
    }
}
