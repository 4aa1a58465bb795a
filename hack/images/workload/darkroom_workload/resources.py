"""Files baked into the image beside the programs."""

import os
from pathlib import Path

from .errors import WorkloadError

ROOT = Path(os.environ.get("WORKLOAD_RESOURCES", "/usr/share/darkroom-workload"))


def resource(name: str) -> Path:
    path = ROOT / name
    if not path.exists():
        raise WorkloadError(f"{path} is missing; run this in the workload image or set WORKLOAD_RESOURCES")
    return path


def resource_files(folder: str) -> list[Path]:
    return sorted(path for path in resource(folder).iterdir() if path.is_file())
