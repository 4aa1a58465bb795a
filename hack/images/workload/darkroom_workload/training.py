"""`workload train`: a real training run on the digits data set, with ways to make it fail on purpose."""

import argparse
import os
import time
from pathlib import Path

import numpy as np

from .digits import CLASSES, load_digits
from .errors import WorkloadError
from .network import Network
from .options import add_option, non_negative_int, positive_float, positive_int, seconds
from .output import print_line

BYTES_PER_MB = 1024 * 1024


def add_command(commands) -> None:
    train = commands.add_parser("train", help="train a classifier of handwritten digits")

    def hyperparameter(flag: str, **settings) -> None:
        add_option(train, flag, env_prefix="HP_", **settings)

    hyperparameter("--epochs", type=positive_int, default=10, help="passes over the data (default 10)")
    hyperparameter("--learning-rate", type=positive_float, default=0.3, help="step size (default 0.3)")
    hyperparameter("--hidden", type=positive_int, default=32, help="units of the hidden layer (default 32)")
    hyperparameter("--batch-size", type=positive_int, default=32, help="pictures per step (default 32)")
    hyperparameter("--seed", type=non_negative_int, default=0, help="seed of all randomness (default 0)")
    add_option(train, "--checkpoint", type=Path, default=Path("/workspace/checkpoints/best.pt"),
               help="where the best network is kept, if that can be written")

    faults = train.add_argument_group("faults on purpose, for tests")
    add_option(faults, "--fail-after-epoch", type=positive_int, help="exit with 1 after this epoch")
    add_option(faults, "--sleep-per-epoch", type=seconds, default=0.0, help="seconds to wait after every epoch")
    add_option(faults, "--allocate-mb", type=non_negative_int, default=0, help="memory to take before training")
    train.set_defaults(run=train_digits)


def train_digits(arguments: argparse.Namespace) -> None:
    ballast = _allocate(arguments.allocate_mb)
    random = np.random.default_rng(arguments.seed)
    digits = load_digits(random)
    network = Network(digits.train_images.shape[1], arguments.hidden, CLASSES, random)
    checkpoint = Checkpoint(arguments.checkpoint)

    for epoch in range(1, arguments.epochs + 1):
        order = random.permutation(len(digits.train_labels))
        losses = [
            network.train_batch(digits.train_images[batch], digits.train_labels[batch], arguments.learning_rate)
            for batch in np.split(order, range(arguments.batch_size, len(order), arguments.batch_size))
        ]
        accuracy = network.accuracy(digits.test_images, digits.test_labels)
        print_line(epoch=epoch, loss=round(float(np.mean(losses)), 6), accuracy=round(accuracy, 6))
        checkpoint.keep_if_best(network, epoch, accuracy)
        if arguments.fail_after_epoch == epoch:
            raise WorkloadError(f"failed after epoch {epoch}, as --fail-after-epoch asks")
        time.sleep(arguments.sleep_per_epoch)

    del ballast  # held until here, so that the memory is taken for as long as the run lasts
    print_line(finished=True, accuracy=round(accuracy, 6), best_accuracy=round(checkpoint.best_accuracy, 6),
               best_epoch=checkpoint.best_epoch, checkpoint=checkpoint.location)


class Checkpoint:
    """The best network so far, in a file that is always whole."""

    def __init__(self, path: Path):
        self._path = path
        self.best_accuracy = -1.0
        self.best_epoch = 0
        self.location: str | None = None

    def keep_if_best(self, network: Network, epoch: int, accuracy: float) -> None:
        if accuracy <= self.best_accuracy:
            return
        self.best_accuracy, self.best_epoch = accuracy, epoch
        partial = self._path.with_name(self._path.name + ".partial")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            # A file object, because np.savez appends ".npz" to a name.
            with partial.open("wb") as file:
                np.savez(file, epoch=epoch, accuracy=accuracy, **network.parameters)
            os.replace(partial, self._path)
            self.location = str(self._path)
        except OSError as error:
            # A pod without a writable volume there still trains; `"checkpoint": null` says what happened.
            if epoch == 1:
                print_line(warning=f"no checkpoint is kept: {error}")


def _allocate(megabytes: int) -> list[bytes]:
    # Written page by page: memory that is only reserved costs a container nothing.
    return [b"\x01" * BYTES_PER_MB for _ in range(megabytes)]
