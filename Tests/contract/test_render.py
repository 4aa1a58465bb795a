"""`darkroom render` as users and their CI call it."""

import json
import subprocess
from pathlib import Path

import pytest
import yaml
from darkroom import render, run
from manifests import FOLDERS
from resources import least, merged, pipeline
from server import REPOSITORY

HERE = Path(__file__).parent
RUN = """\
apiVersion: darkroom.dev/v1alpha1
kind: TrainingRun
metadata: {name: mine}
spec: {image: example.com/image:1}
"""
FOREIGN = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: not-mine}\n"


@pytest.fixture
def file(tmp_path):
    """Writes a file and returns its path."""

    def write(text: str, name: str = "file.yaml") -> str:
        (tmp_path / name).write_text(text)
        return str(tmp_path / name)

    return write


def kinds(outcome) -> list[str]:
    assert outcome.code == 0, outcome.words
    return [document["kind"] for document in outcome.documents]


def test_a_file_and_standard_input_give_the_same_output(file):
    from_file = run("render", "-f", file(RUN))
    assert kinds(from_file) == ["Job"]
    assert render(RUN) == from_file


FILES = [file for folder in FOLDERS for file in sorted((REPOSITORY / folder).glob("*.yaml"))]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_file_has_the_same_meaning_as_for_other_yaml_readers(file):
    documents = [document for document in yaml.safe_load_all(file.read_text()) if document]
    as_json = "\n---\n".join(json.dumps(document) for document in documents)
    configuration = ("--config", str(HERE / "configurations" / "nvidia.yaml"))
    assert run("render", "-f", str(file), *configuration) == render(as_json, *configuration)


def test_several_files_are_rendered_in_order(file):
    service = yaml.safe_dump(least("InferenceService"))
    outcome = run("render", "-f", file(RUN, "a.yaml"), "-f", file(service, "b.yaml"))
    assert kinds(outcome) == ["Job", "Deployment", "Service"]


def test_every_document_of_a_file_is_read():
    text = "# nothing here\n---\n" + RUN + "---\n---\n" + yaml.safe_dump(least("InferenceService")) + "...\n---\n" + RUN
    outcome = render(text)
    assert kinds(outcome) == ["Job", "Deployment", "Service", "Job"]
    assert outcome.output.count("\n---\n") == 3


def test_the_output_can_be_applied_and_contains_only_manifests(kubectl):
    outcome = render(RUN)
    assert outcome.words == ""
    result = kubectl("create", "--dry-run=client", "-f", "-", "-o", "name", text=outcome.output)
    assert result.stdout.startswith("job.batch/mine-"), result.stderr


def test_json_is_read_too():
    assert render(json.dumps(least("TrainingRun"))).documents == render(yaml.safe_dump(least("TrainingRun"))).documents


def test_the_same_manifest_gives_the_same_bytes():
    resource = pipeline({"name": "first", "parameters": {name: 1 for name in "hgfedcba"}, "env": []})
    assert render(yaml.safe_dump(resource)) == render(yaml.safe_dump(resource, sort_keys=False))


def test_documents_of_other_kinds_are_ignored():
    outcome = render(FOREIGN + "---\n" + RUN + "---\n" + FOREIGN)
    assert kinds(outcome) == ["Job"]
    alone = render(FOREIGN)
    assert (alone.code, alone.output, alone.words) == (0, "", "")


def test_anchors_aliases_and_merge_keys_are_resolved():
    outcome = render(
        """
        x-common: &common
          image: example.com/image:1
          env: &environment [{name: A, value: "1"}]
        apiVersion: darkroom.dev/v1alpha1
        kind: ImagePipeline
        metadata: {name: &name aliased}
        spec:
          steps:
          - {<<: *common, name: *name}
          - {<<: *common, name: second, image: "example.com/other:1"}
        """
    )
    assert outcome.code == 0, outcome.words
    _, first, second = outcome.documents[0]["spec"]["templates"]
    assert first["name"] == "aliased"
    assert first["container"]["image"] == "example.com/image:1"
    assert second["container"]["image"] == "example.com/other:1"
    assert first["container"]["env"] == second["container"]["env"] == [{"name": "A", "value": "1"}]


SCALARS = """
    12:30:45 1:30 010 019 0o17 0x1F -0x10 0b11 1_000 +5 00 -0 1.0 5. .5 -.5 1e3 1.5e-7 0.1 1e21 12e5 100000000.5
    9223372036854775807 -9223372036854775808 9007199254740993 true True tRUE yes NO on Off y N "y" 'no' "1" 2026-01-31
    2026-01-31T10:00:00Z = text 1.2.3 1e 0x +- "" 0.30000000000000004 v1 1:2:3
""".split()


@pytest.mark.parametrize("scalar", SCALARS)
def test_a_scalar_has_the_type_that_kubectl_gives_it(kubectl, scalar):
    manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n  key: " + scalar
    result = kubectl("create", "--dry-run=client", "--validate=false", "-f", "-", "-o", "json", text=manifest)
    value = json.loads(result.stdout)["data"]["key"]
    resource = pipeline({"name": "first"})
    wanted = merged(resource, {"spec": {"steps": [{"name": "first", "image": "x", "parameters": {"key": value}}]}})
    written = yaml.safe_dump(resource) + "    parameters:\n      key: " + scalar
    assert written.index("steps:") > written.index("spec:"), "the last step is the last thing"
    assert arguments_of(render(written)) == arguments_of(render(json.dumps(wanted)))


def arguments_of(outcome) -> list[str]:
    assert outcome.code == 0, outcome.words
    return outcome.documents[0]["spec"]["templates"][1]["container"]["args"]


def refused(outcome, *words: str) -> None:
    assert outcome.code == 1
    assert outcome.output == ""
    for each in words:
        assert each in outcome.words
    # Readable messages: no dumps of error objects, and the usage only for a usage error.
    assert not [odd for odd in ("Domain=", "NSCocoa", "Error(", "DecodingError", "Usage:") if odd in outcome.words]


def test_a_missing_file_is_named(tmp_path):
    missing = str(tmp_path / "none.yaml")
    refused(run("render", "-f", missing), missing, "No such file or directory")


def test_a_folder_in_place_of_a_file_is_refused(tmp_path):
    refused(run("render", "-f", str(tmp_path)), str(tmp_path), "Is a directory")


def test_bytes_that_are_not_text_are_refused(tmp_path):
    (tmp_path / "picture.yaml").write_bytes(b"\xff\xd8\xff\xe0")
    refused(run("render", "-f", str(tmp_path / "picture.yaml")), "picture.yaml", "UTF-8")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (RUN + "  bad: [1\n", 5),
        (RUN + "---\n" + RUN + "\tx: 1\n", 10),
        ("kind: TrainingRun\nspec: *nothing\n", 2),
        ("a: 1\na: 2\n", 1),
        ("a: 1\nb: .inf\n", 2),
    ],
)
def test_broken_yaml_is_refused_with_its_line(text, line):
    refused(render(text), "-: ", str(line))


def test_an_unknown_kind_of_the_group_is_named():
    refused(render(RUN.replace("TrainingRun", "TrainingRuns")), "darkroom.dev has no kind TrainingRuns")


def test_a_document_without_a_kind_is_refused():
    refused(render(RUN + "---\nimage: x\n"), "-, document 2", "it has no kind")


@pytest.mark.parametrize(
    ("patch", "words"),
    [
        ({"spec": None}, ".spec is missing"),
        ({"spec": {"image": 7}}, ".spec.image is not of type String"),
        ({"spec": {"args": "one two"}}, ".spec.args is not of type"),
        ({"spec": {"retry": {"limit": "three"}}}, ".spec.retry.limit is not of type"),
        ({"spec": {"hyperparameters": {"layers": [1]}}}, ".spec.hyperparameters.layers: neither a string nor a number"),
        ({"metadata": None}, ".metadata is missing"),
    ],
)
def test_a_field_that_does_not_decode_is_named(patch, words):
    refused(render(yaml.safe_dump(merged(least("TrainingRun"), patch))), "-: TrainingRun: ", words)


def test_an_unknown_accelerator_is_named_with_the_known_ones():
    resource = merged(least("TrainingRun"), {"spec": {"accelerator": {"class": "h100"}}})
    outcome = render(yaml.safe_dump(resource))
    refused(outcome, 'spec.accelerator.class: unknown accelerator class "h100"; known classes are "a100", "t4"')


def test_all_problems_are_reported_at_once():
    steps = [{"name": "a", "dependsOn": ["b", "nobody"]}, {"name": "b", "dependsOn": ["a"]}, {"name": "a"}]
    outcome = render(yaml.safe_dump(pipeline(*steps)))
    refused(outcome, "DuplicateStep", "UnknownDependency", "DependencyCycle")


def test_valid_manifests_are_printed_although_others_are_invalid():
    broken = merged(least("TrainingRun"), {"spec": {"accelerator": {"class": "h100"}}})
    outcome = render(RUN + "---\n" + yaml.safe_dump(broken))
    assert outcome.code == 1
    assert "-, document 2: UnknownAccelerator: " in outcome.words
    assert [document["kind"] for document in outcome.documents] == ["Job"]


def test_limits_of_the_configuration_apply(file):
    configuration = file("limits: {imagePrefixes: [registry.example]}")
    refused(render(RUN, "--config", configuration), "spec.image", "example.com/image:1", "registry.example")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("accelerators: {preset: nvdia}", ['unknown preset "nvdia"', "nvidia, gke, plain, none"]),
        ("accelerators: [a100]", [".accelerators is not of type"]),
        ("limits:\n  imagePrefixs: [x]", ["unknown setting .limits.imagePrefixs"]),
        ("accelerators: {classes: {l4: {nodeselector: {}}}}", ["unknown setting .accelerators.classes.l4.nodeselector"]),
        ("accelerators: {preset: gke", ["2:1"]),
    ],
)
def test_an_invalid_configuration_is_refused_with_the_path(file, text, words):
    configuration = file(text, "configuration.yaml")
    refused(render(RUN, "--config", configuration), f"configuration {configuration}: ", *words)


def test_a_missing_configuration_is_named():
    refused(render(RUN, "--config", "none.yaml"), "configuration none.yaml: ", "No such file or directory")


def test_an_empty_configuration_is_the_default_one(file):
    assert render(RUN, "--config", file("# nothing\n")) == render(RUN)


def test_a_call_without_a_file_is_a_usage_error():
    outcome = run("render")
    assert outcome.code == 64
    assert "--filename" in outcome.words
    assert "Usage: darkroom render" in outcome.words


def test_a_kubeconfig_is_not_read(file):
    with_broken = run("render", "-f", "-", text=RUN, environment={"KUBECONFIG": file("[broken")})
    assert with_broken == render(RUN)


def test_no_network_is_needed():
    wrapper = ("unshare", "--map-root-user", "--net")
    if subprocess.run([*wrapper, "true"], capture_output=True).returncode != 0:
        pytest.skip("this machine does not let a process give up its network")
    outcome = run("render", "-f", "-", text=RUN, wrapper=wrapper)
    assert kinds(outcome) == ["Job"]


def test_a_reader_that_closes_the_pipe_causes_no_crash():
    sample = REPOSITORY / "config/samples/imagepipeline.yaml"
    shell = f'"$DARKROOM_BINARY" render -f "{sample}" | head -n 1; exit "${{PIPESTATUS[0]}}"'
    result = subprocess.run(["bash", "-c", shell], capture_output=True, text=True)
    assert result.stdout == "apiVersion: argoproj.io/v1alpha1\n"
    assert result.stderr == ""
