"""The digits data set of scikit-learn: 1,797 handwritten digits of 8x8 pixels."""

from dataclasses import dataclass

import numpy as np

from .resources import resource

CLASSES = 10
BRIGHTEST_PIXEL = 16
TRAINING_SHARE = 0.8


@dataclass(frozen=True)
class Split:
    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray


def load_digits(random: np.random.Generator) -> Split:
    """The data set with pixels from 0 to 1, shuffled and cut into a training and a test part."""
    table = random.permutation(np.loadtxt(resource("digits.csv.gz"), delimiter=","))
    images, labels = table[:, :-1] / BRIGHTEST_PIXEL, table[:, -1].astype(int)
    cut = int(len(table) * TRAINING_SHARE)
    return Split(images[:cut], labels[:cut], images[cut:], labels[cut:])
