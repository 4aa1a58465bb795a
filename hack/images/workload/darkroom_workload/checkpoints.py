"""Checkpoints of the digits network: as files, and in the bucket if there is one."""

import io
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .bucket import Bucket
from .errors import WorkloadError
from .network import Network
from .output import print_line


@dataclass(frozen=True)
class Resumption:
    """The progress of an earlier attempt."""
    epoch: int
    accuracy: float


class Checkpoints:
    """The latest and the best network, each in a file that is always complete and, at `uri`, in a bucket."""

    def __init__(self, best_file: Path, uri: str | None):
        self._best_file = best_file
        self._bucket, self._prefix = _split(uri) if uri and uri.startswith("s3://") else (None, "")
        self._is_writable = True

    def save(self, network: Network, epoch: int, accuracy: float, is_best: bool) -> str | None:
        """Stores the network; returns its location, or None if neither a directory nor a bucket is configured."""
        buffer = io.BytesIO()
        np.savez(buffer, epoch=epoch, accuracy=accuracy, **network.parameters)
        names = ["last.pt", self._best_file.name] if is_best else ["last.pt"]
        locations = [self._write(name, buffer.getvalue()) for name in names]
        return locations[-1]

    def _write(self, name: str, data: bytes) -> str | None:
        file = self._write_file(self._best_file.with_name(name), data)
        if self._bucket is None:
            return file
        key = f"{self._prefix}/{name}".lstrip("/")
        self._bucket.write(key, data, "application/octet-stream")
        return f"s3://{self._bucket.name}/{key}"

    def _write_file(self, path: Path, data: bytes) -> str | None:
        if not self._is_writable:
            return None
        partial = path.with_name(path.name + ".partial")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            partial.write_bytes(data)
            os.replace(partial, path)
            return str(path)
        except OSError as error:
            # A pod without a writable volume there still trains; `"checkpoint": null` in the output shows that.
            self._is_writable = False
            print_line(warning=f"no checkpoint is kept: {error}")
            return None


def resume(network: Network, location: str) -> Resumption:
    """Loads the parameters of a checkpoint."""
    try:
        with np.load(io.BytesIO(_read(location)), allow_pickle=False) as saved:
            for name in network.parameters:
                if saved[name].shape != network.parameters[name].shape:
                    raise WorkloadError(f"{location} is of another network: {name} has the shape {saved[name].shape}")
                network.parameters[name] = saved[name]
            return Resumption(int(saved["epoch"]), float(saved["accuracy"]))
    except (OSError, ValueError, KeyError) as error:
        raise WorkloadError(f"cannot resume from {location}: {error}") from error


def _read(location: str) -> bytes:
    if location.startswith("s3://"):
        bucket, key = _split(location)
        return bucket.read(key)
    return Path(location.removeprefix("file://")).read_bytes()


def _split(uri: str) -> tuple[Bucket, str]:
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    return Bucket(bucket), key.rstrip("/")
