"""Steps of an image pipeline: each reads pictures from one prefix of a bucket and writes pictures to another."""

import argparse
import io
from collections.abc import Callable, Iterable

import numpy as np
from PIL import Image, ImageFilter, ImageOps

from .bucket import Bucket
from .errors import WorkloadError
from .options import add_option, positive_float, positive_int
from .output import print_line
from .resources import resource_files

SEED_PICTURES = "pictures"
FORMATS = ("JPEG", "PNG", "WEBP")


def add_commands(commands) -> None:
    seed = commands.add_parser("seed-pictures", help="put the image's own photographs into a bucket")
    _add_location(seed, "--prefix", "where the pictures go")
    seed.set_defaults(run=seed_pictures)

    listing = commands.add_parser("list", help="print key and size of every object under a prefix")
    _add_location(listing, "--prefix", "what to list")
    listing.set_defaults(run=list_objects)

    resize = commands.add_parser("resize", help="resize pictures, cropping what does not fit the new shape")
    _add_transfer(resize)
    add_option(resize, "--width", type=positive_int, required=True, help="width in pixels")
    add_option(resize, "--height", type=positive_int, required=True, help="height in pixels")
    resize.set_defaults(run=resize_pictures)

    filtering = commands.add_parser("filter", help="apply a filter to pictures")
    _add_transfer(filtering)
    add_option(filtering, "--filter", choices=sorted(FILTERS), required=True, help="which filter")
    add_option(filtering, "--radius", type=positive_float, default=2.0, help="blur radius in pixels (default 2)")
    filtering.set_defaults(run=filter_pictures)


def seed_pictures(arguments: argparse.Namespace) -> None:
    bucket = Bucket(arguments.bucket)
    bucket.create_if_missing()
    for file in resource_files(SEED_PICTURES):
        body = file.read_bytes()
        with Image.open(io.BytesIO(body)) as picture:
            content_type = picture.get_format_mimetype()
        key = arguments.prefix + file.name
        bucket.write(key, body, content_type)
        print_line(key=key, bytes=len(body))


def list_objects(arguments: argparse.Namespace) -> None:
    for key, size in Bucket(arguments.bucket).objects(arguments.prefix):
        print_line(key=key, bytes=size)


def resize_pictures(arguments: argparse.Namespace) -> None:
    size = (arguments.width, arguments.height)
    _transform(arguments, lambda picture: ImageOps.fit(picture, size, Image.Resampling.LANCZOS))


def filter_pictures(arguments: argparse.Namespace) -> None:
    apply = FILTERS[arguments.filter]
    _transform(arguments, lambda picture: apply(picture, arguments.radius))


def edges(picture: Image.Image, radius: float) -> Image.Image:
    """The first half of Canny: smooths, takes the gradient's strength (Sobel), and keeps strong pixels."""
    grey = np.asarray(ImageOps.grayscale(picture).filter(ImageFilter.GaussianBlur(radius)), dtype=np.float32)
    padded = np.pad(grey, 1, mode="edge")
    rows = padded[:-2] + 2 * padded[1:-1] + padded[2:]
    columns = padded[:, :-2] + 2 * padded[:, 1:-1] + padded[:, 2:]
    strength = np.hypot(rows[:, 2:] - rows[:, :-2], columns[2:] - columns[:-2])
    threshold = strength.mean() + strength.std()
    return Image.fromarray(np.where(strength > threshold, 255, 0).astype(np.uint8))


FILTERS: dict[str, Callable[[Image.Image, float], Image.Image]] = {
    "blur": lambda picture, radius: picture.filter(ImageFilter.GaussianBlur(radius)),
    "edges": edges,
    "grayscale": lambda picture, _: ImageOps.grayscale(picture),
}


def _add_location(parser: argparse.ArgumentParser, flag: str, meaning: str) -> None:
    add_option(parser, "--bucket", required=True, help="S3 bucket")
    add_option(parser, flag, default="", help=meaning)


def _add_transfer(parser: argparse.ArgumentParser) -> None:
    _add_location(parser, "--input-prefix", "where pictures are read")
    add_option(parser, "--output-prefix", required=True, help="where results are written")
    add_option(parser, "--keys", default="", help="only these keys, separated by commas")
    parser.add_argument("--key", action="append", default=[], help="only this key, taken as it is; repeatable")


def _transform(arguments: argparse.Namespace, change: Callable[[Image.Image], Image.Image]) -> None:
    """Writes the changed form of each picture under the same name, and continues when one of them fails."""
    if arguments.output_prefix == arguments.input_prefix:
        raise WorkloadError(f"--output-prefix is --input-prefix ({arguments.input_prefix}): results would "
                            "overwrite their sources; choose another output prefix")
    bucket = Bucket(arguments.bucket)
    failed = 0
    total = 0
    for key in _selected_keys(arguments, bucket):
        total += 1
        output_key = arguments.output_prefix + key.removeprefix(arguments.input_prefix)
        try:
            body, content_type, size = _change_picture(bucket.read(key), change)
            bucket.write(output_key, body, content_type)
        except (WorkloadError, OSError, ValueError, Image.DecompressionBombError) as error:
            failed += 1
            print_line(key=key, error=str(error))
        else:
            print_line(key=key, output=output_key, width=size[0], height=size[1], bytes=len(body))
    if total == 0:
        raise WorkloadError(f"no pictures under s3://{bucket.name}/{arguments.input_prefix}")
    if failed:
        raise WorkloadError(f"{failed} of {total} pictures failed; the lines above name each of them")


def _selected_keys(arguments: argparse.Namespace, bucket: Bucket) -> Iterable[str]:
    chosen = arguments.key + [key for key in arguments.keys.split(",") if key]
    if chosen:
        return chosen
    # Results that are stored below the input prefix are not sources of the next run.
    own_results = arguments.output_prefix if arguments.output_prefix.startswith(arguments.input_prefix) else None
    return [key for key, _ in bucket.objects(arguments.input_prefix)
            if own_results is None or not key.startswith(own_results)]


def _change_picture(
    source: bytes, change: Callable[[Image.Image], Image.Image]
) -> tuple[bytes, str, tuple[int, int]]:
    with Image.open(io.BytesIO(source), formats=FORMATS) as picture:
        kind = picture.format
        changed = change(ImageOps.exif_transpose(picture))
    output = io.BytesIO()
    changed.save(output, format=kind)
    return output.getvalue(), Image.MIME[kind], changed.size
