"""New and old servers accept the definitions."""

import os
import shutil
import subprocess

import pytest
from server import DEFINITIONS_PATH, REPOSITORY, definitions

DEFINITIONS = [pytest.param(definition, id=definition["metadata"]["name"]) for definition in definitions()]


@pytest.mark.parametrize("definition", DEFINITIONS)
def test_the_current_server_accepts_the_definition_under_strict_validation(server, definition):
    stored = server.call("GET", f"{DEFINITIONS_PATH}/{definition['metadata']['name']}").body
    conditions = {condition["type"]: condition for condition in stored["status"]["conditions"]}
    assert conditions["Established"]["status"] == "True"
    assert "NonStructuralSchema" not in conditions, conditions["NonStructuralSchema"]["message"]
    schema = definition["spec"]["versions"][0]["schema"]
    assert stored["spec"]["versions"][0]["schema"] == schema, "the server keeps the schema as it is written"


def test_the_cluster_s_own_server_accepts_the_definitions():
    if "KUBECONFIG" not in os.environ or not shutil.which("kubectl"):
        pytest.skip("no cluster: KUBECONFIG is not set or there is no kubectl")
    # Servers before 1.25 do not know CEL rules: they drop them, but a client's validation and the server-side
    # apply of these servers would refuse them.
    command = ["kubectl", "apply", "--dry-run=server", "--validate=false", "-f", str(REPOSITORY / "config/crd")]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
