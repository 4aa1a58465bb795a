"""The paths of `workload serve`, with their requests and responses."""

import base64
import io
import json
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import numpy as np
from PIL import Image, ImageOps

from . import imaging
from .errors import WorkloadError

FORMATS = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True)
class Request:
    """A request with a body: a picture, its settings in the query, or JSON with everything."""

    path: str
    settings: dict
    body: bytes

    @classmethod
    def of(cls, target: str, body: bytes) -> "Request":
        parts = urlsplit(target)
        settings: dict = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        if body[:1] == b"{":
            try:
                settings |= json.loads(body)
            except ValueError as error:
                raise WorkloadError(f"the body begins like JSON but is not JSON: {error}") from error
        return cls(parts.path, settings, body)

    def number(self, name: str, default: float | None = None) -> float:
        value = self.settings.get(name, default)
        try:
            return float(value)
        except (TypeError, ValueError):
            raise WorkloadError(f"{name} must be given, as a number, not {value!r}") from None

    def whole(self, name: str, default: int | None = None) -> int:
        number = self.number(name, default)
        if not -1e9 < number < 1e9:
            raise WorkloadError(f"{name} is out of bounds")
        return int(number)

    def picture(self, name: str = "image") -> Image.Image:
        """The picture in the body, either as it is or in base64 within JSON."""
        source = self.body
        if self.body[:1] == b"{":
            try:
                source = base64.b64decode(self.settings.get(name, ""), validate=True)
            except (TypeError, ValueError):
                raise WorkloadError(f"{name} must be a picture in base64") from None
        try:
            with Image.open(io.BytesIO(source), formats=FORMATS) as picture:
                return ImageOps.exif_transpose(picture)
        except (OSError, ValueError, Image.DecompressionBombError):
            raise WorkloadError(f"{name} is not a JPEG, PNG or WebP picture") from None


@dataclass(frozen=True)
class Answer:
    content_type: str
    body: bytes


def json_answer(**fields) -> Answer:
    return Answer("application/json", json.dumps(fields).encode())


def picture_answer(picture: Image.Image) -> Answer:
    output = io.BytesIO()
    picture.save(output, format="PNG")
    return Answer("image/png", output.getvalue())


def describe(request: Request) -> Answer:
    """Size, mean colour and a small embedding of a picture; any other body is returned unchanged."""
    try:
        rgb = Request(request.path, {}, request.body).picture().convert("RGB")
    except WorkloadError:
        return json_answer(host=socket.gethostname(), path=request.path, echo=_as_json(request.body))
    return json_answer(
        host=socket.gethostname(),
        path=request.path,
        width=rgb.width,
        height=rgb.height,
        mean_colour=[round(float(value), 2) for value in np.asarray(rgb).mean(axis=(0, 1))],
        embedding=imaging.embedding(rgb),
    )


def generate(request: Request) -> Answer:
    prompt = request.settings.get("prompt")
    if not isinstance(prompt, str) or not prompt:
        raise WorkloadError("prompt must be given, as text")
    return picture_answer(imaging.generate(prompt, request.whole("width", 256), request.whole("height", 256)))


def smart_mask(request: Request) -> Answer:
    picture = request.picture()
    x, y = request.whole("x", picture.width // 2), request.whole("y", picture.height // 2)
    return picture_answer(imaging.mask_at(picture, x, y, request.number("tolerance", 60)))


def resize(request: Request) -> Answer:
    return picture_answer(imaging.resize(request.picture(), request.whole("width"), request.whole("height")))


def crop(request: Request) -> Answer:
    names = ("left", "top", "width", "height")
    return picture_answer(imaging.crop(request.picture(), *(request.whole(name) for name in names)))


def encode(request: Request) -> Answer:
    picture = request.picture()
    encoded = base64.b64encode(picture_answer(picture).body).decode()
    return json_answer(width=picture.width, height=picture.height, image=encoded)


def extract(request: Request) -> Answer:
    return picture_answer(imaging.extract_object(request.picture(), request.number("tolerance", 40)))


def mae(request: Request) -> Answer:
    error = imaging.mean_absolute_error(request.picture(), request.picture("other"))
    return json_answer(mae=round(error, 4))


def canny(request: Request) -> Answer:
    return picture_answer(imaging.canny(request.picture(), request.number("low", 100), request.number("high", 200)))


ENDPOINTS: dict[str, Callable[[Request], Answer]] = {
    "/": describe,
    "/encode": describe,
    "/api/generate": generate,
    "/api/smart-mask": smart_mask,
    "/api/image-utils/resize": resize,
    "/api/image-utils/crop": crop,
    "/api/image-utils/encode": encode,
    "/api/image-utils/extract-object": extract,
    "/api/image-utils/mae": mae,
    "/api/image-utils/canny": canny,
}


def answer(request: Request, delay: float) -> Answer | None:
    """Handles a request; returns None if its path is unknown."""
    endpoint = ENDPOINTS.get(request.path)
    if endpoint is None:
        return None
    time.sleep(delay)
    return endpoint(request)


def _as_json(body: bytes):
    text = body.decode(errors="replace")
    try:
        return json.loads(text)
    except ValueError:
        return text
