"""Text that Argo would replace never reaches a Workflow."""

import pytest
import yaml
from darkroom import render
from resources import pipeline

TAGS = ["{{workflow.name}}", "{{=sprig.env('HOME')}}", "{{", "a {{ b", "{{{x}}}", "{{-", "\n{{inputs.parameters.x}}"]
PLACES = {
    "spec.steps[0].image": lambda tag: {"image": f"example.com/{tag.strip()}".replace(" ", "")},
    "spec.steps[0].command[1]": lambda tag: {"command": ["run", tag]},
    "spec.steps[0].args[2]": lambda tag: {"args": ["a", "b", f"before {tag} after"]},
    "spec.steps[0].parameters.text": lambda tag: {"parameters": {"fine": 1, "text": tag}},
    "spec.steps[0].env[1].value": lambda tag: {"env": [{"name": "A", "value": "fine"}, {"name": "B", "value": tag}]},
    "spec.steps[0].env[0].secretKeyRef.key": lambda tag: {
        "env": [{"name": "A", "secretKeyRef": {"name": "s", "key": tag}}]
    },
    "spec.steps[0].env[0].name": lambda tag: {"env": [{"name": tag, "value": "fine"}]},
    "spec.steps[0].resources.limits.memory": lambda tag: {"resources": {"limits": {"memory": tag}}},
    "spec.steps[0].accelerator.class": lambda tag: {"accelerator": {"class": tag}},
    "spec.steps[0].name": lambda tag: {"name": tag},
}


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("path", PLACES)
def test_a_tag_is_refused_with_its_path(path, tag):
    resource = pipeline({"name": "first"} | PLACES[path](tag))
    outcome = render(yaml.safe_dump(resource))
    assert outcome.code == 1
    assert outcome.output == ""
    assert f"-: InvalidParameters: {path}: " in outcome.words
    assert 'contains "{{", which Argo Workflows would expand' in outcome.words


@pytest.mark.parametrize("member", ["parameters", "resources"])
def test_a_tag_in_a_key_is_refused(member):
    value = {"{{x}}": "1"}
    resource = pipeline({"name": "first", member: value if member == "parameters" else {"limits": value}})
    outcome = render(yaml.safe_dump(resource))
    assert outcome.code == 1
    assert outcome.output == ""
    assert f"spec.steps[0].{member}" in outcome.words


def test_a_tag_in_the_service_account_s_name_is_refused():
    resource = pipeline({"name": "first"})
    resource["spec"]["serviceAccountName"] = "{{x}}"
    outcome = render(yaml.safe_dump(resource))
    assert outcome.code == 1
    assert "spec.serviceAccountName: " in outcome.words


@pytest.mark.parametrize("where", ["name", "labels", "annotations"])
def test_a_tag_in_the_metadata_does_not_reach_the_workflow(where):
    resource = pipeline({"name": "first"})
    metadata = resource["metadata"]
    if where == "name":
        metadata["name"] = "{{x}}"
    else:
        metadata[where] = {"{{x}}": "{{y}}", "darkroom.dev/run-id": "{{z}}"}
    outcome = render(yaml.safe_dump(resource))
    assert "{{" not in outcome.output
