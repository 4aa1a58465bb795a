"""A TrainingRun that has started cannot become another one."""

import uuid

import pytest
from resources import least, merged

BEFORE = {
    "command": ["train"],
    "hyperparameters": {"epochs": 3},
    "accelerator": {"class": "a100", "count": 1},
    "env": [{"name": "A", "value": "1"}],
}
CHANGES = {
    "the image": {"image": "example.com/image:2"},
    "the command": {"command": ["train", "harder"]},
    "a member that was not there": {"args": ["--fast"]},
    "a member that is gone": {"command": None},
    "the data": {"dataset": {"id": "other"}},
    "the store": {"storage": {"type": "r2"}},
    "the tracking": {"tracking": {"mlflow": {"experiment": "other"}}},
    "a hyperparameter": {"hyperparameters": {"epochs": 4}},
    "a hyperparameter's type": {"hyperparameters": {"epochs": "3"}},
    "the accelerator": {"accelerator": {"class": "t4"}},
    "the number of accelerators": {"accelerator": {"count": 2}},
    "the accelerator to fall back on": {"accelerator": {"fallback": ["t4"]}},
    "an environment variable": {"env": [{"name": "A", "value": "2"}]},
    "the number of retries": {"retry": {"limit": 1}},
    "a limit in time": {"timeouts": {"runSeconds": 60}},
    "the queue": {"queueName": "other"},
    "the image along with what may change": {"image": "example.com/image:2", "suspend": True},
}
STEERING = {"suspend": {"suspend": True}, "cancel": {"cancel": True}, "ttl": {"ttlSecondsAfterFinished": 60}}


@pytest.fixture
def run(server):
    resource = merged(least("TrainingRun", f"run-{uuid.uuid4().hex[:8]}"), {"spec": BEFORE})
    answer = server.create(resource, keep=True)
    assert answer.accepted, answer.message
    yield resource
    server.delete(resource)


@pytest.fixture
def started_run(server, run):
    status = {"phase": "Running", "startTime": "2026-01-31T12:00:00Z"}
    answer = server.patch(run, {"status": status}, subresource="/status")
    assert answer.accepted, answer.message
    return run


@pytest.mark.parametrize("change", CHANGES)
def test_a_started_run_rejects_a_change(server, started_run, change):
    answer = server.patch(started_run, {"spec": CHANGES[change]})
    assert answer.code == 422
    assert "a TrainingRun that has started cannot change, except for suspend, cancel" in answer.message
    assert "create another TrainingRun" in answer.message


@pytest.mark.parametrize("change", STEERING)
def test_a_started_run_accepts_a_change_to_its_control_fields(server, started_run, change):
    answer = server.patch(started_run, {"spec": STEERING[change]})
    assert answer.accepted, answer.message


def test_a_started_run_accepts_changes_to_labels_and_status(server, started_run):
    assert server.patch(started_run, {"metadata": {"labels": {"team": "vision"}}}).accepted
    assert server.patch(started_run, {"status": {"phase": "Succeeded"}}, subresource="/status").accepted


@pytest.mark.parametrize("change", CHANGES)
def test_a_run_accepts_any_change_before_its_start(server, run, change):
    answer = server.patch(run, {"spec": CHANGES[change]})
    assert answer.accepted, answer.message


def test_a_spec_that_was_changed_too_late_can_be_restored_once_that_is_reported(server, run):
    # The image before the start is recorded, and the hyperparameters where CEL cannot see them.
    assert server.patch(run, {"spec": {"image": "example.com/image:2"}}).accepted
    started = {"phase": "Running", "startTime": "2026-01-31T12:00:00Z"}
    assert server.patch(run, {"status": started}, subresource="/status").accepted
    assert server.patch(run, {"spec": {"hyperparameters": {"epochs": 4}, "suspend": True}}).accepted
    before = {"spec": {"hyperparameters": BEFORE["hyperparameters"], "image": run["spec"]["image"]}}
    assert server.patch(run, before).code == 422
    told = {"conditions": [{"type": "Accepted", "status": "False", "reason": "SpecImmutable"}]}
    assert server.patch(run, {"status": told}, subresource="/status").accepted
    restored = server.patch(run, before)
    assert restored.accepted, restored.message
