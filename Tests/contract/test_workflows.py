"""Argo's own definition and hera's models accept the Workflows of ImagePipelines unchanged."""

import json

import pytest
from hera.workflows.models import Workflow
from manifests import cases, manifests

CASES = [pytest.param(case, id=name) for name, case in cases("ImagePipeline").items()]
MANIFESTS = [pytest.param(manifest, id=name) for name, manifest in manifests("ImagePipeline").items()]


@pytest.fixture(params=CASES)
def workflow(request) -> dict:
    children = request.param.children
    assert [child["kind"] for child in children] == ["Workflow"]
    return children[0]


@pytest.mark.parametrize("manifest", MANIFESTS)
def test_the_pipeline_itself_is_valid(server, manifest):
    answer = server.create(json.loads(manifest))
    assert answer.accepted, answer.message


def test_argo_s_definition_accepts_the_workflow_under_strict_validation(argo_server, workflow):
    answer = argo_server.create(workflow)
    assert answer.accepted, answer.message
    assert not answer.warnings
    assert answer.body["spec"] == workflow["spec"], "nothing is dropped, and no default is relied on"


def test_hera_s_models_decode_and_encode_the_workflow_unchanged(workflow):
    model = Workflow.model_validate(workflow)
    assert model.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude_none=True) == workflow


def test_the_workflow_is_far_below_the_size_limit_of_an_object(workflow):
    # Argo stores the state of all nodes in the same object as the spec.
    assert len(json.dumps(workflow)) < 512 * 1024


def test_a_workflow_with_a_field_unknown_to_argo_is_refused(argo_server):
    """The other tests rely on this strictness."""
    workflow = {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Workflow",
        "metadata": {"name": "odd"},
        "spec": {"entrypoint": "main", "templates": [{"name": "main", "contaner": {"image": "x"}}]},
    }
    answer = argo_server.create(workflow)
    assert not answer.accepted
    assert 'unknown field "spec.templates[0].contaner"' in answer.message
