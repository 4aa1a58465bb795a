"""The digits data set of scikit-learn: 1,797 handwritten digits of 8x8 pixels.

Packed for a bucket it is `data.zip` with `train/digits.csv.gz` in it, one digit a line: 64 pixels, then what it is.
"""

import gzip
import io
import os
import zipfile
from dataclasses import dataclass

import numpy as np

from .bucket import Bucket
from .errors import WorkloadError
from .resources import resource

CLASSES = 10
BRIGHTEST_PIXEL = 16
TRAINING_SHARE = 0.8
FILE = "digits.csv.gz"
MEMBER = f"train/{FILE}"


@dataclass(frozen=True)
class Split:
    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray


def load_digits(random: np.random.Generator) -> Split:
    """The data set with pixels from 0 to 1, shuffled and split into a training and a test part."""
    table = random.permutation(_table())
    images, labels = table[:, :-1] / BRIGHTEST_PIXEL, table[:, -1].astype(int)
    cut = int(len(table) * TRAINING_SHARE)
    return Split(images[:cut], labels[:cut], images[cut:], labels[cut:])


def add_command(commands) -> None:
    pack = commands.add_parser("seed-digits", help="put the digits data set into a bucket, as trainers expect it")
    pack.add_argument("--id", default="digits", help="its id (default digits)")
    pack.add_argument("--bucket", default="datasets", help="the bucket (default datasets)")
    pack.set_defaults(run=lambda arguments: seed(arguments.bucket, arguments.id))


def seed(bucket_name: str, identifier: str) -> None:
    bucket = Bucket(bucket_name)
    bucket.create_if_missing()
    Bucket("checkpoints").create_if_missing()
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(MEMBER, resource(FILE).read_bytes())
    bucket.write(f"{identifier}/data.zip", archive.getvalue(), "application/zip")


def _table() -> np.ndarray:
    """The data set that `DATASET_ID` names in the storage, or without a storage the one in this image."""
    identifier = os.environ.get("DATASET_ID")
    if not identifier or os.environ.get("STORAGE_TYPE", "local") == "local":
        return np.loadtxt(resource(FILE), delimiter=",")
    bucket = Bucket(os.environ.get("DATASET_BUCKET") or "datasets")
    key = f"{identifier}/data.zip"
    try:
        with zipfile.ZipFile(io.BytesIO(bucket.read(key))) as archive:
            # np.loadtxt decompresses only files with a known suffix.
            with archive.open(MEMBER) as packed, gzip.open(packed) as lines:
                return np.loadtxt(lines, delimiter=",")
    except (zipfile.BadZipFile, KeyError, OSError, ValueError) as error:
        raise WorkloadError(f"s3://{bucket.name}/{key} is not the digits data set: {error}") from error
