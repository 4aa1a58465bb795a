"""The check that other tests rely on finds all violations."""

import copy

import pytest
from pod_security import violations

PASSING = {
    "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
    "volumes": [{"name": "scratch", "emptyDir": {}}],
    "containers": [
        {
            "name": "main",
            "ports": [{"containerPort": 8080}],
            "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
        }
    ],
}


def changed(path: str, value) -> dict:
    """The passing pod with one field set, or removed if `value` is None."""
    pod = copy.deepcopy(PASSING)
    *parents, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    target = pod
    for part in parents:
        target = target[part] if isinstance(part, int) else target.setdefault(part, {})
    if value is None:
        del target[last]
    else:
        target[last] = value
    return pod


def test_a_pod_with_only_the_required_settings_passes():
    assert violations(PASSING) == []


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("hostNetwork", True, "hostNetwork"),
        ("hostPID", True, "hostPID"),
        ("hostIPC", True, "hostIPC"),
        ("volumes.0", {"name": "root", "hostPath": {"path": "/"}}, "volume root"),
        ("securityContext.runAsNonRoot", None, "runAsNonRoot"),
        ("securityContext.runAsUser", 0, "runAsUser"),
        ("securityContext.seccompProfile", None, "seccompProfile"),
        ("securityContext.seccompProfile", {"type": "Unconfined"}, "seccompProfile"),
        ("securityContext.sysctls", [{"name": "kernel.msgmax", "value": "1"}], "sysctl"),
        ("securityContext.seLinuxOptions", {"role": "admin"}, "seLinuxOptions"),
        ("securityContext.appArmorProfile", {"type": "Unconfined"}, "appArmorProfile"),
        ("securityContext.windowsOptions", {"hostProcess": True}, "hostProcess"),
        ("containers.0.securityContext", None, "allowPrivilegeEscalation"),
        ("containers.0.securityContext.privileged", True, "privileged"),
        ("containers.0.securityContext.runAsNonRoot", False, "runAsNonRoot"),
        ("containers.0.securityContext.procMount", "Unmasked", "procMount"),
        ("containers.0.securityContext.capabilities", {"drop": ["KILL"]}, "capabilities.drop"),
        ("containers.0.securityContext.capabilities.add", ["SYS_ADMIN"], "capabilities.add"),
        ("containers.0.ports.0.hostPort", 80, "hostPort"),
        ("containers.0.livenessProbe", {"httpGet": {"host": "10.0.0.1"}}, "host of a probe"),
        ("initContainers", [{"name": "first"}], "initContainers first"),
    ],
)
def test_a_forbidden_setting_is_found(path, value, words):
    found = violations(changed(path, value))
    assert any(words in each for each in found), found


def test_binding_low_ports_is_allowed():
    assert violations(changed("containers.0.securityContext.capabilities.add", ["NET_BIND_SERVICE"])) == []
