"""Small valid resources, and functions that change them."""

import copy

LEAST = {
    "ImagePipeline": {"steps": [{"name": "first", "image": "example.com/image:1"}]},
    "InferenceService": {"image": "example.com/image:1"},
    "TrainingRun": {"image": "example.com/image:1"},
}


def least(kind: str, name: str = "contract") -> dict:
    """The smallest valid resource of a kind."""
    return {
        "apiVersion": "darkroom.dev/v1alpha1",
        "kind": kind,
        "metadata": {"name": name},
        "spec": copy.deepcopy(LEAST[kind]),
    }


def merged(target, patch):
    """`target` with a JSON merge patch (RFC 7386) applied: null removes, and lists are replaced."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


def pipeline(*steps: dict) -> dict:
    resource = least("ImagePipeline")
    resource["spec"]["steps"] = [{"image": "example.com/image:1"} | step for step in steps]
    return resource
