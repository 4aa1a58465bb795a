import DarkroomAPI
import FoundationEssentials
import KubeCore
import Testing

@testable import DarkroomLogic

/// Hashes that earlier releases have written to Jobs and Workflows. If one changed, every run of such a spec would look
/// changed after an upgrade: pipelines would run again, and trainings would be reported as altered.
@Suite("The hash of a spec")
struct SpecHashStabilityTests {
    static let trainings: [(spec: String, hash: String)] = [
        (#"{"image": "registry.example/trainer:1"}"#, "a5a9e34d689695d8"),
        (#"{"framework": "ultralytics"}"#, "2a19834f4b561707"),
        (
            #"{"image": "i", "command": ["a", "b"], "args": ["--x", "1"], "model": "digits", "taskType": "segmentation"}"#,
            "7998500a96e32ff5"
        ),
        (#"{"image": "i", "dataset": {"id": "coco"}}"#, "9002673a219b3e03"),
        (#"{"image": "i", "dataset": {"uri": "s3://d/x.zip", "verify": {}}}"#, "61770c8e78459cc8"),
        (
            #"""
            {"image": "i", "dataset": {"id": "coco", "uri": "/data/x", "verify":
              {"minFiles": 3, "maxSize": "20Gi", "expect": ["train/", "val/"]}}}
            """#, "5a3d8c93ca517d21"
        ),
        (#"{"image": "i", "storage": {"type": "local", "claimName": "c"}}"#, "756f6b03098c4794"),
        (
            #"""
            {"image": "i", "storage": {"type": "r2", "endpoint": "https://r2.example", "region": "auto", "bucket": "b",
              "credentialsSecretRef": {"name": "s"}}}
            """#, "4190a61e2d13f9cd"
        ),
        (
            #"""
            {"image": "i", "storage": {"type": "minio", "credentialsSecretRef":
              {"name": "s", "accessKeyIDKey": "id", "secretAccessKeyKey": "key"}}}
            """#, "79d93435211ec59f"
        ),
        (#"{"image": "i", "checkpoints": {"uri": "s3://c/x"}, "metric": "mAP50"}"#, "bef475115ba14159"),
        (
            #"{"image": "i", "checkpoints": {}, "tracking": {}, "resources": {}, "timeouts": {}, "retry": {}}"#,
            "bc4bec1f1f5b0a35"
        ),
        (#"{"image": "i", "tracking": {"mlflow": {}}}"#, "c56228d679b4e824"),
        (
            #"""
            {"image": "i", "tracking": {"mlflow": {"trackingURI": "http://m", "experiment": "e", "runName": "r",
              "tags": {"a": "b"}}}}
            """#, "f040567e76327f36"
        ),
        (
            #"{"image": "i", "hyperparameters": {"lr": 0.001, "epochs": 12, "augment": true, "opt": "adam"}}"#,
            "0890a97392211dbe"
        ),
        (
            #"""
            {"image": "i", "env": [{"name": "A", "value": ""}, {"name": "B", "secretKeyRef": {"name": "s", "key": "k"}}]}
            """#, "faa6df790df143e4"
        ),
        (#"{"image": "i", "accelerator": {"class": "a100"}}"#, "0bae6d559547b412"),
        (
            #"{"image": "i", "accelerator": {"class": "a100", "count": 2, "fallback": ["t4", "l4"]}}"#,
            "cee781a16315d908"
        ),
        (
            #"{"image": "i", "accelerator": {"class": "a100", "fallback": ["t4"], "fallbackAfterSeconds": 60}}"#,
            "8992597e091ad539"
        ),
        (#"{"image": "i", "accelerator": {"class": "a100", "fallbackAfterSeconds": 60}}"#, "0bae6d559547b412"),
        (
            #"""
            {"image": "i", "resources": {"requests": {"cpu": 2, "memory": "1Gi"}, "limits": {"memory": "2Gi"}}}
            """#, "666f868e410ec136"
        ),
        (#"{"image": "i", "retry": {"limit": 3}}"#, "d92249aaddb40149"),
        (#"{"image": "i", "retry": {"disruptionLimit": 20}}"#, "bc4bec1f1f5b0a35"),
        (#"{"image": "i", "retry": {"disruptionLimit": 3}}"#, "a0791f947f8ae6e4"),
        (#"{"image": "i", "checkpoints": {"graceSeconds": 600}}"#, "e79901b0c46db088"),
        (#"{"image": "i", "retry": {"resumeFromCheckpoint": false}}"#, "d3284a7fd166a35f"),
        (
            #"""
            {"image": "i", "timeouts": {"runSeconds": 60, "startupSeconds": 61, "heartbeatSeconds": 62,
              "onStall": "Restart"}}
            """#, "34607a3f305ae1d5"
        ),
        (#"{"image": "i", "queueName": "q"}"#, "c3a463bcf2a1f2b8"),
    ]

    @Test("of a TrainingRun is the same as in earlier releases", arguments: trainings)
    func training(spec: String, hash: String) throws {
        let spec = try JSONDecoder().decode(TrainingRunSpec.self, from: Data(spec.utf8))
        #expect(TrainingRunIdentity.specHash(of: spec) == hash)
    }

    @Test("of a TrainingRun does not depend on fields that only control the run")
    func steering() throws {
        let plain = TrainingRunSpec(image: "i")
        var steered = plain
        steered.suspend = true
        steered.cancel = true
        steered.ttlSecondsAfterFinished = 60
        #expect(TrainingRunIdentity.specHash(of: steered) == TrainingRunIdentity.specHash(of: plain))
    }

    static let pipelines: [(spec: String, hash: String)] = [
        (#"{"steps": [{"name": "a", "image": "i"}]}"#, "3a899377dbcb26b8"),
        (
            #"{"steps": [{"name": "a", "image": "i"}], "serviceAccountName": "s", "runPolicy": {"suspend": true}}"#,
            "c29e05c534ea8dda"
        ),
        (
            #"""
            {"steps": [
              {"name": "a", "image": "i", "command": ["c"], "args": ["d"], "parameters": {"x": 1.5, "y": "z", "n": 7}},
              {"name": "b", "image": "i", "dependsOn": ["a"], "retry": {"limit": 0}, "timeoutSeconds": 60},
              {"name": "c", "image": "i", "dependsOn": ["a", "b"], "retry": {"limit": 2},
               "env": [{"name": "A", "value": "v"}, {"name": "B", "secretKeyRef": {"name": "s", "key": "k"}}]},
              {"name": "d", "image": "i", "accelerator": {"class": "t4"}, "retry": {},
               "resources": {"requests": {"cpu": "1"}, "limits": {"cpu": 2}}}
            ]}
            """#, "7ee711141bd14b9f"
        ),
        (#"{"steps": [{"name": "a", "image": "i", "accelerator": {"class": "t4", "count": 4}}]}"#, "5c11d30038077318"),
    ]

    @Test("of an ImagePipeline is the same as in earlier releases", arguments: pipelines)
    func pipeline(spec: String, hash: String) throws {
        let spec = try JSONDecoder().decode(ImagePipelineSpec.self, from: Data(spec.utf8))
        let pipeline = ImagePipeline(metadata: ObjectMeta(name: "p"), spec: spec)
        #expect(ImagePipelineRunIdentity(pipeline).specHash == hash)
    }
}
