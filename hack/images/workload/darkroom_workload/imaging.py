"""The served models: small stand-ins that process pictures in milliseconds."""

import hashlib

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from .errors import WorkloadError

EMBEDDING_SIDE = 8
LARGEST_SIDE = 4096
NEIGHBOURS = ((0, 1), (1, 1), (1, 0), (1, -1))


def resize(picture: Image.Image, width: int, height: int) -> Image.Image:
    return ImageOps.fit(picture, (_side(width), _side(height)), Image.Resampling.LANCZOS)


def crop(picture: Image.Image, left: int, top: int, width: int, height: int) -> Image.Image:
    if left < 0 or top < 0 or left + _side(width) > picture.width or top + _side(height) > picture.height:
        raise WorkloadError(f"the cut does not lie within the picture, which is {picture.width} x {picture.height}")
    return picture.crop((left, top, left + width, top + height))


def extract_object(picture: Image.Image, tolerance: float) -> Image.Image:
    """The part that differs from the picture's border, with all other pixels transparent."""
    rgb = np.asarray(picture.convert("RGB"), dtype=np.float32)
    border = np.concatenate([rgb[0], rgb[-1], rgb[:, 0], rgb[:, -1]])
    mask = np.abs(rgb - np.median(border, axis=0)).max(axis=2) > tolerance
    if not mask.any():
        raise WorkloadError("nothing in the picture differs from its border; lower the tolerance")
    alpha = Image.fromarray(np.where(mask, 255, 0).astype(np.uint8))
    cut = picture.convert("RGBA")
    cut.putalpha(alpha)
    return cut.crop(alpha.getbbox())


def mean_absolute_error(one: Image.Image, other: Image.Image) -> float:
    if one.size != other.size:
        raise WorkloadError(f"the pictures differ in size: {one.size} and {other.size}")
    difference = np.asarray(one.convert("RGB"), dtype=np.float32) - np.asarray(other.convert("RGB"), dtype=np.float32)
    return float(np.abs(difference).mean())


def canny(picture: Image.Image, low: float, high: float) -> Image.Image:
    """Edges of one pixel's width: ridges of the gradient that are strong or connected to strong ones."""
    grey = np.asarray(ImageOps.grayscale(picture).filter(ImageFilter.GaussianBlur(1.4)), dtype=np.float32)
    padded = np.pad(grey, 1, mode="edge")
    rows = padded[:-2] + 2 * padded[1:-1] + padded[2:]
    columns = padded[:, :-2] + 2 * padded[:, 1:-1] + padded[:, 2:]
    across, down = rows[:, 2:] - rows[:, :-2], columns[2:] - columns[:-2]
    strength = np.hypot(across, down)
    direction = np.round(np.arctan2(down, across) / (np.pi / 4)).astype(int) % 4
    around = np.pad(strength, 1)
    ridge = np.zeros(strength.shape, dtype=bool)
    for index, (row, column) in enumerate(NEIGHBOURS):
        before, after = _shifted(around, -row, -column), _shifted(around, row, column)
        ridge |= (direction == index) & (strength >= before) & (strength >= after)
    strong, weak = ridge & (strength > high), ridge & (strength > low)
    while True:
        grown = weak & _grown(strong)
        if (grown == strong).all():
            return Image.fromarray(np.where(strong, 255, 0).astype(np.uint8))
        strong = grown


def mask_at(picture: Image.Image, x: int, y: int, tolerance: float) -> Image.Image:
    """White in the connected area that is similar to the picture at a point, and black elsewhere."""
    if not (0 <= x < picture.width and 0 <= y < picture.height):
        raise WorkloadError(f"the point does not lie within the picture, which is {picture.width} x {picture.height}")
    rgb = picture.convert("RGB")
    filled = rgb.copy()
    marker = tuple(255 - value for value in rgb.getpixel((x, y)))
    ImageDraw.floodfill(filled, (x, y), marker, thresh=tolerance)
    changed = (np.asarray(filled) != np.asarray(rgb)).any(axis=2)
    return Image.fromarray(np.where(changed, 255, 0).astype(np.uint8))


def generate(prompt: str, width: int, height: int) -> Image.Image:
    """Waves of colour that depend on the words: the same words give the same picture."""
    numbers = np.frombuffer(hashlib.sha256(prompt.encode()).digest(), dtype=np.uint8).astype(np.float32) / 255
    row = np.linspace(0, 1, _side(height), dtype=np.float32)[:, None]
    column = np.linspace(0, 1, _side(width), dtype=np.float32)[None, :]
    channels = []
    for channel in numbers[:24].reshape(3, 8):
        waves = sum(
            np.sin(2 * np.pi * (row * (1 + 6 * down) + column * (1 + 6 * across)))
            for down, across in channel.reshape(4, 2)
        )
        channels.append(np.clip((waves / 4 + 1) * 127.5, 0, 255))
    return Image.fromarray(np.stack(channels, axis=2).astype(np.uint8))


def embedding(picture: Image.Image) -> list[float]:
    """A unit vector of the picture's coarse brightness, which is close for similar pictures."""
    small = ImageOps.grayscale(picture).resize((EMBEDDING_SIDE, EMBEDDING_SIDE), Image.Resampling.BOX)
    vector = np.asarray(small, dtype=np.float64).ravel()
    vector -= vector.mean()
    norm = np.linalg.norm(vector)
    return [round(float(value), 6) for value in (vector / norm if norm else vector)]


def _side(length: int) -> int:
    if not 1 <= length <= LARGEST_SIDE:
        raise WorkloadError(f"a side has 1 to {LARGEST_SIDE} pixels, not {length}")
    return length


def _shifted(padded: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """The inner part of an array with a margin of one, moved by up to one."""
    height, width = padded.shape
    return padded[1 + rows : height - 1 + rows, 1 + columns : width - 1 + columns]


def _grown(mask: np.ndarray) -> np.ndarray:
    """The mask, extended by all its neighbours."""
    padded = np.pad(mask, 1)
    grown = np.zeros(mask.shape, dtype=bool)
    for row in (-1, 0, 1):
        for column in (-1, 0, 1):
            grown |= _shifted(padded, row, column)
    return grown
