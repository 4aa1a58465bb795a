"""Resources that the server must accept, and how it stores them."""

import pytest
from resources import least, merged, pipeline

DEFAULTS = {
    "ImagePipeline": {"runPolicy": {"suspend": False, "concurrencyPolicy": "Replace", "historyLimit": 3}},
    "InferenceService": {
        "port": 8080,
        "stopped": False,
        "scaling": {
            "minReplicas": 0,
            "maxReplicas": 1,
            "concurrency": 1,
            "containerConcurrency": 0,
            "idleSeconds": 300,
            "coldStartTimeoutSeconds": 300,
            "queueLimit": {"requests": 1000, "bytes": 67108864},
        },
        "probes": {"periodSeconds": 1, "timeoutSeconds": 2, "failureThreshold": 15},
    },
    "TrainingRun": {
        "suspend": False,
        "cancel": False,
        "retry": {"limit": 0, "disruptionLimit": 20, "resumeFromCheckpoint": True},
        "timeouts": {"onStall": "Report"},
    },
}


@pytest.mark.parametrize("kind", DEFAULTS)
def test_the_server_fills_in_the_defaults(server, kind):
    resource = least(kind)
    answer = server.create(resource)
    assert answer.accepted, answer.message
    assert answer.body["spec"] == resource["spec"] | DEFAULTS[kind]


@pytest.mark.parametrize("kind", DEFAULTS)
def test_the_server_leaves_the_check_of_accelerators_to_the_operator(server, kind):
    accelerator = {"class": "nonesuch"}
    resource = merged(least(kind), {"spec": {"accelerator": accelerator}})
    if kind == "ImagePipeline":
        resource = pipeline({"name": "first", "accelerator": accelerator})
    answer = server.create(resource)
    assert answer.accepted, answer.message


def test_parameters_keep_their_types(server):
    values = {"text": "3", "long": "x" * 4096, "whole": 3, "fraction": 0.001, "yes": True, "empty": ""}
    answer = server.create(pipeline({"name": "first", "parameters": values}))
    assert answer.accepted, answer.message
    assert answer.body["spec"]["steps"][0]["parameters"] == values


def test_a_null_parameter_counts_as_absent(server):
    answer = server.create(pipeline({"name": "first", "parameters": {"nothing": None, "something": 1}}))
    assert answer.accepted, answer.message
    assert answer.body["spec"]["steps"][0]["parameters"] == {"something": 1}


def test_the_densest_graph_without_a_cycle_is_within_the_cost_limit_of_rules(server):
    names = [f"step-{number:03}".ljust(63, "x") for number in range(100)]
    steps = [{"name": name, "dependsOn": names[:number]} for number, name in enumerate(names)]
    answer = server.create(pipeline(*steps))
    assert answer.accepted, answer.message


def test_the_server_leaves_the_search_for_cycles_to_the_operator(server):
    answer = server.create(pipeline({"name": "a", "dependsOn": ["b"]}, {"name": "b", "dependsOn": ["a"]}))
    assert answer.accepted, answer.message
