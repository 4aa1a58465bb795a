"""The changes to a container's strings on their way from a manifest to the process."""


def expanded(text: str, variables: dict[str, str] | None = None) -> bytes:
    """The kubelet's expansion of a string in a command, an argument or the value of a variable.

    A port of its own code, oddities and all: after a `$` that begins nothing it takes one byte for a whole character.
    Source: https://pkg.go.dev/k8s.io/kubernetes/third_party/forked/golang/expansion
    """
    source, result, cursor = text.encode(), b"", 0
    while cursor < len(source):
        byte = source[cursor : cursor + 1]
        following = source[cursor + 1 : cursor + 2]
        end = source.find(b")", cursor)
        cursor += 1
        if byte != b"$" or not following:
            result += byte
        elif following == b"$":
            result += b"$"
            cursor += 1
        elif following == b"(" and end > 0:
            name = source[cursor + 1 : end].decode()
            result += (variables or {}).get(name, f"$({name})").encode()
            cursor = end + 1
        else:
            result += b"$" + following.decode("latin-1").encode()
            cursor += 1
    return result


def delivered(texts: list[str] | None) -> list[bytes]:
    """The kubelet's expansion of a list of strings."""
    return [expanded(text) for text in texts or []]
