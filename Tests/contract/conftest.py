import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest
import yaml
from server import DEFINITIONS_PATH, REPOSITORY, FastLoader, Server, collection_of, definitions

ARGO_DEFINITIONS = Path(os.environ.get("DARKROOM_ARGO_CRDS", REPOSITORY / "../shared/argo-crds"))


@pytest.fixture(scope="session")
def bare_server() -> Server:
    """The CRD server without definitions of ours."""
    if "DARKROOM_CRD_SERVER" not in os.environ:
        pytest.fail("DARKROOM_CRD_SERVER is not set; start with Tests/contract/run, or see hack/cluster/README.md")
    names = ("DARKROOM_CRD_SERVER", "DARKROOM_CRD_SERVER_CA", "DARKROOM_CRD_SERVER_CERT", "DARKROOM_CRD_SERVER_KEY")
    return Server(*(os.environ[name] for name in names))


@pytest.fixture(scope="session")
def server(bare_server: Server) -> Server:
    """The CRD server with our definitions installed and served."""
    for definition in definitions():
        install(bare_server, definition)
    return bare_server


@pytest.fixture(scope="session")
def argo_server(bare_server: Server) -> Server:
    """The CRD server with Argo's own complete definition of Workflows."""
    file = ARGO_DEFINITIONS / "argoproj.io_workflows.yaml"
    if not file.exists():
        pytest.skip(f"Argo's definitions are not here: no {file}; name their folder in DARKROOM_ARGO_CRDS")
    install(bare_server, yaml.load(file.read_text(), Loader=FastLoader))
    return bare_server


@pytest.fixture(scope="session")
def kubectl():
    """Calls kubectl on the cluster, in a namespace for these tests."""
    if "KUBECONFIG" not in os.environ or not shutil.which("kubectl"):
        pytest.skip("no cluster: KUBECONFIG is not set or there is no kubectl")
    namespace = f"contract-{os.getpid()}"

    def call(*arguments: str, text: str = "") -> subprocess.CompletedProcess:
        command = ["kubectl", "--namespace", namespace, *arguments]
        return subprocess.run(command, input=text, capture_output=True, text=True, timeout=60)

    created = call("create", "namespace", namespace)
    assert created.returncode == 0, created.stderr
    yield call
    call("delete", "namespace", namespace, "--wait=false")


def install(server: Server, definition: dict) -> None:
    path = f"{DEFINITIONS_PATH}/{definition['metadata']['name']}"
    before = server.call("GET", path).body.get("metadata", {}).get("resourceVersion")
    answer = server.call("PATCH", path, definition, content="apply-patch+yaml", fieldManager="contract-tests",
                         force="true", fieldValidation="Strict")
    assert answer.accepted, answer.message
    assert not answer.warnings
    collection = collection_of(definition)
    wait_until(lambda: server.call("GET", collection).accepted, f"{collection} is served")
    if answer.body["metadata"]["resourceVersion"] != before:
        time.sleep(1)  # the server does not report when the new schema is in use


def wait_until(condition, what: str, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.1)
