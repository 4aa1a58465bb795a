"""Properties of Workflows that no schema checks, but on which Argo's controller or a container relies."""

import re

import pytest
from expectations import arguments, secrets, variables
from kubelet import delivered, expanded
from manifests import Case, cases
from pod_security import violations

CASES = [pytest.param(case, id=name) for name, case in cases("ImagePipeline").items()]
TYPES = {"container", "containerSet", "dag", "data", "http", "plugin", "resource", "script", "steps", "suspend"}
EXPRESSION_WORDS = set("true false nil and or not in matches contains let if else".split())
NAME = re.compile(r"[a-zA-Z0-9][-a-zA-Z0-9]{0,127}")
LABEL_NAME = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
LABEL_VALUE = re.compile(r"([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?")


class Rendered:
    """The parts of a Workflow, and its pipeline."""

    def __init__(self, case: Case):
        [self.workflow] = case.children
        self.pipeline = case.resource["spec"]
        self.spec = self.workflow["spec"]
        self.templates = {template["name"]: template for template in self.spec["templates"]}
        self.graph = self.templates[self.spec["entrypoint"]]
        self.tasks = self.graph["dag"]["tasks"]
        self.steps = [(step, self.templates[step["name"]]) for step in self.pipeline["steps"]]


@pytest.fixture(params=CASES)
def rendered(request) -> Rendered:
    return Rendered(request.param)


def test_names_are_within_the_limits(rendered):
    assert LABEL_NAME.fullmatch(rendered.workflow["metadata"]["name"])
    for name in [*rendered.templates, *(task["name"] for task in rendered.tasks)]:
        assert NAME.fullmatch(name)


def test_labels_of_pods_are_within_the_limits(rendered):
    for source in [rendered.spec["podMetadata"], *(template["metadata"] for _, template in rendered.steps)]:
        labels = source["labels"]
        assert all(LABEL_VALUE.fullmatch(value) for value in labels.values()), labels


def test_template_names_are_unique_and_argo_accepts_their_number(rendered):
    assert len(rendered.spec["templates"]) == len(rendered.templates) <= 200
    assert len(rendered.tasks) <= 200


def test_every_template_has_exactly_one_type_and_is_not_a_script(rendered):
    for name, template in rendered.templates.items():
        assert len(TYPES & set(template)) == 1, name
        assert set(template) & TYPES <= {"container", "dag"}, name


def test_the_graph_equals_that_of_the_pipeline(rendered):
    step_of = {task["name"]: task["template"] for task in rendered.tasks}
    assert len(step_of) == len(rendered.tasks)
    found = {task["template"]: {step_of[name] for name in task.get("dependencies", [])} for task in rendered.tasks}
    assert found == {step["name"]: set(step.get("dependsOn", [])) for step in rendered.pipeline["steps"]}


def test_no_task_that_has_or_is_a_dependency_begins_with_a_digit(rendered):
    for task in rendered.tasks:
        for name in [task["name"], *task["dependencies"]] if "dependencies" in task else []:
            assert not name[0].isdigit()


def test_no_dependency_is_a_word_of_argo_s_expressions(rendered):
    for task in rendered.tasks:
        assert not EXPRESSION_WORDS & set(task.get("dependencies", []))


def test_a_failed_step_does_not_prevent_others_from_running(rendered):
    assert rendered.graph["dag"]["failFast"] is False


def test_dependencies_are_written_in_one_form(rendered):
    for task in rendered.tasks:
        assert not {"depends", "continueOn"} & set(task), task["name"]


def test_graphs_have_no_time_limit_of_their_own(rendered):
    assert not {"timeout", "activeDeadlineSeconds"} & set(rendered.graph)


def test_time_limits_are_those_of_the_pipeline_and_never_zero(rendered):
    policy = rendered.pipeline.get("runPolicy", {})
    assert rendered.spec.get("activeDeadlineSeconds") == policy.get("activeDeadlineSeconds")
    assert rendered.spec.get("activeDeadlineSeconds") != 0, "0 ends the run at once"
    for step, template in rendered.steps:
        assert template.get("activeDeadlineSeconds") == step.get("timeoutSeconds")


def test_retries_are_limited_and_apply_to_errors_too(rendered):
    for step, template in rendered.steps:
        by_policy = rendered.pipeline.get("runPolicy", {}).get("retryLimit", 0)
        limit = step["retry"].get("limit", 0) if "retry" in step else by_policy
        wanted = {"limit": limit, "retryPolicy": "Always"} if limit else None
        assert template.get("retryStrategy") == wanted, step["name"]


def test_argo_replaces_no_string(rendered):
    assert not [text for text in strings(rendered.workflow) if "{{" in text]


def test_a_container_gets_its_text_byte_for_byte(rendered):
    for step, template in rendered.steps:
        container = template["container"]
        assert container["image"] == step["image"]
        assert delivered(container.get("command")) == [text.encode() for text in step.get("command", [])]
        assert delivered(container.get("args")) == [text.encode() for text in arguments(step)]
        values = {each["name"]: expanded(each["value"]) for each in container.get("env", []) if "value" in each}
        assert values == {name: value.encode() for name, value in variables(step).items()}


def test_secrets_stay_references(rendered):
    for step, template in rendered.steps:
        found = [each for each in template["container"].get("env", []) if "valueFrom" in each]
        assert {each["name"]: each["valueFrom"]["secretKeyRef"] for each in found} == secrets(step)


def test_accelerators_come_with_their_placement(rendered):
    for step, template in rendered.steps:
        resources = template["container"].get("resources", {})
        extended = [name for name in resources.get("limits", {}) if name.endswith("/gpu")]
        if "accelerator" not in step:
            assert not extended
            assert not {"nodeSelector", "affinity", "tolerations"} & set(template)
            continue
        [name] = extended
        count = str(step["accelerator"].get("count", 1))
        assert resources["limits"][name] == resources["requests"][name] == count


def test_placement_is_set_only_on_templates(rendered):
    """A template's placement would replace the Workflow's instead of adding to it."""
    assert not {"nodeSelector", "affinity", "tolerations"} & set(rendered.spec)


def test_pods_pass_the_restricted_level(rendered):
    for _, template in rendered.steps:
        pod = {"securityContext": rendered.spec["securityContext"], "containers": [template["container"]]}
        assert violations(pod) == []


def test_pods_without_a_token_give_one_to_argo_s_own_containers(rendered):
    if rendered.spec.get("automountServiceAccountToken") is False:
        assert rendered.spec["executor"]["serviceAccountName"]


def test_the_pipeline_s_service_account_takes_precedence(rendered):
    wanted = rendered.pipeline.get("serviceAccountName")
    assert wanted is None or rendered.spec["serviceAccountName"] == wanted


def test_no_labels_and_annotations_of_the_parent_are_copied(rendered):
    metadata = rendered.workflow["metadata"]
    assert "app.kubernetes.io/instance" not in metadata["labels"]
    assert set(metadata["annotations"]) == {"darkroom.dev/spec-hash"}


def strings(value):
    """Every string in a document, including keys."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield name
            yield from strings(member)
    elif isinstance(value, list):
        for element in value:
            yield from strings(element)
    elif isinstance(value, str):
        yield value
