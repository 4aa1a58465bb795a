"""The cluster's own server accepts the children of TrainingRuns and InferenceServices, whose pods are restricted."""

import json

import pytest
import yaml
from expectations import arguments, secrets, variables
from kubelet import delivered, expanded
from manifests import Case, cases, manifests
from pod_security import violations

KINDS = {"TrainingRun": ["Job"], "InferenceService": ["Deployment", "Service"]}
CASES = [pytest.param(case, id=name) for kind in KINDS for name, case in cases(kind).items()]
MANIFESTS = [pytest.param(text, id=f"{kind}-{name}") for kind in KINDS for name, text in manifests(kind).items()]


@pytest.fixture(params=CASES)
def case(request) -> Case:
    return request.param


def pod_of(case: Case) -> dict:
    return case.children[0]["spec"]["template"]


def container_of(case: Case) -> dict:
    [container] = pod_of(case)["spec"]["containers"]
    return container


@pytest.mark.parametrize("manifest", MANIFESTS)
def test_the_resource_itself_is_valid(server, manifest):
    answer = server.create(json.loads(manifest))
    assert answer.accepted, answer.message


def test_the_children_are_of_the_right_kinds(case):
    assert [child["kind"] for child in case.children] == KINDS[case.resource["kind"]]


def test_the_server_accepts_the_children(case, kubectl):
    # Validation is kubectl's own check of every member against the server's schema: the server would drop unknown ones.
    result = kubectl("create", "--dry-run=server", "--validate=true", "-f", "-", text=yaml.safe_dump_all(case.children))
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""


def test_pods_pass_the_restricted_level(case):
    pod = pod_of(case)
    assert violations(pod["spec"], pod["metadata"].get("annotations")) == []


def test_a_container_gets_its_text_byte_for_byte(case):
    spec, container = case.resource["spec"], container_of(case)
    assert container["image"] == spec["image"]
    assert delivered(container.get("command")) == [text.encode() for text in spec.get("command", [])]
    assert delivered(container.get("args")) == [text.encode() for text in arguments(spec)]
    values = {each["name"]: expanded(each["value"]) for each in container.get("env", []) if "value" in each}
    assert values.items() >= {name: value.encode() for name, value in variables(spec).items()}.items()


def test_secrets_stay_references(case):
    found = [each for each in container_of(case).get("env", []) if "valueFrom" in each]
    assert {each["name"]: each["valueFrom"]["secretKeyRef"] for each in found} == secrets(case.resource["spec"])


def test_pods_get_no_token(case):
    assert pod_of(case)["spec"]["automountServiceAccountToken"] is False


def test_a_service_selects_the_pods_of_its_deployment_and_their_port():
    for case in cases("InferenceService").values():
        deployment, service = case.children
        assert service["spec"]["selector"] == deployment["spec"]["selector"]["matchLabels"]
        assert service["spec"]["selector"].items() <= pod_of(case)["metadata"]["labels"].items()
        [port] = service["spec"]["ports"]
        assert port["targetPort"] in [each["name"] for each in container_of(case)["ports"]]


def test_a_job_may_wait_for_a_node_without_a_time_limit():
    """Time limits count from the start of the container and not of the Job, which may wait for a node."""
    for case in cases("TrainingRun").values():
        [job] = case.children
        assert not {"activeDeadlineSeconds", "suspend"} & set(job["spec"])
        assert job["spec"]["ttlSecondsAfterFinished"] > 10**8, "only the operator removes Jobs"
