"""What a container is expected to get, derived from the custom resource."""


def arguments(request: dict) -> list[str]:
    """The arguments of a step: its own, then its parameters sorted by name."""
    parameters = request.get("parameters", {})
    return request.get("args", []) + [f"--{name}={text(parameters[name])}" for name in sorted(parameters)]


def variables(request: dict) -> dict[str, str]:
    """The variables with a fixed value."""
    return {variable["name"]: variable["value"] for variable in request.get("env", []) if "value" in variable}


def secrets(request: dict) -> dict[str, dict]:
    """The variables whose value is in a Secret."""
    return {
        variable["name"]: variable["secretKeyRef"] for variable in request.get("env", []) if "secretKeyRef" in variable
    }


def text(scalar) -> str:
    """The text of a parameter's value."""
    if isinstance(scalar, bool):
        return "true" if scalar else "false"
    if isinstance(scalar, float) and scalar.is_integer() and abs(scalar) < 2**63:
        return str(int(scalar))
    return str(scalar)
