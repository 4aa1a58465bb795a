import os
import time

import pytest
from server import DEFINITIONS_PATH, GROUP_PATH, NAMESPACE, Server, definitions


@pytest.fixture(scope="session")
def bare_server() -> Server:
    """The CRD server as it is."""
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


def install(server: Server, definition: dict) -> None:
    path = f"{DEFINITIONS_PATH}/{definition['metadata']['name']}"
    before = server.call("GET", path).body.get("metadata", {}).get("resourceVersion")
    answer = server.call("PATCH", path, definition, content="apply-patch+yaml", fieldManager="contract-tests",
                         force="true", fieldValidation="Strict")
    assert answer.accepted, answer.message
    assert not answer.warnings
    collection = f"{GROUP_PATH}/namespaces/{NAMESPACE}/{definition['spec']['names']['plural']}"
    wait_until(lambda: server.call("GET", collection).accepted, f"{collection} is served")
    if answer.body["metadata"]["resourceVersion"] != before:
        time.sleep(1)  # the server has no sign for "the new schema is in use"


def wait_until(condition, what: str, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.1)
