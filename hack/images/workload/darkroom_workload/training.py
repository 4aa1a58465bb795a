"""`workload train`: a real training run on the digits data set, with ways to make it fail on purpose.

It honours Darkroom's contract: it reports to the platform, keeps checkpoints, and resumes from `RESUME_FROM`.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np

from .checkpoints import Checkpoints, resume
from .digits import CLASSES, load_digits
from .errors import WorkloadError
from .network import Network
from .options import add_option, non_negative_int, positive_float, positive_int, seconds
from .output import print_line
from .platform import Platform

BYTES_PER_MB = 1024 * 1024
SILENCE_SECONDS = 24 * 60 * 60


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
               help="file of the best network, if that can be written; the latest is beside it")
    add_option(train, "--checkpoint-uri", help="s3://bucket/prefix to keep both at, too")
    add_option(train, "--resume-from", help="checkpoint to begin at: a file or s3://bucket/key")

    faults = train.add_argument_group("faults on purpose, for tests")
    add_option(faults, "--fail-after-epoch", type=positive_int, help="exit with 1 after this epoch")
    add_option(faults, "--hang-after-epoch", type=positive_int,
               help="fall silent after this epoch, unless it began at a checkpoint")
    add_option(faults, "--report", choices=("succeeded", "failed"), help="how to say it ended, whatever happened")
    add_option(faults, "--exit-code", type=non_negative_int, default=0, help="exit code after the last epoch")
    add_option(faults, "--sleep-per-epoch", type=seconds, default=0.0, help="seconds to wait after every epoch")
    add_option(faults, "--allocate-mb", type=non_negative_int, default=0, help="memory to take before training")
    train.set_defaults(run=train_digits)


def train_digits(arguments: argparse.Namespace) -> None:
    platform = Platform()
    try:
        final = _train(arguments, platform)
    except WorkloadError as error:
        platform.done(status=arguments.report or "failed", error=str(error))
        raise
    platform.done(status=arguments.report or "succeeded", final_metrics=final)
    if arguments.exit_code:
        sys.exit(arguments.exit_code)


def _train(arguments: argparse.Namespace, platform: Platform) -> dict[str, float]:
    ballast = _allocate(arguments.allocate_mb)
    random = np.random.default_rng(arguments.seed)
    digits = load_digits(random)
    network = Network(digits.train_images.shape[1], arguments.hidden, CLASSES, random)
    checkpoints = Checkpoints(arguments.checkpoint, arguments.checkpoint_uri)
    first, best_epoch, best_accuracy, best_location = 1, 0, -1.0, None
    if arguments.resume_from:
        begun = resume(network, arguments.resume_from)
        first, best_epoch, best_accuracy = begun.epoch + 1, begun.epoch, begun.accuracy
        best_location = arguments.resume_from
        print_line(resumed_from=arguments.resume_from, epoch=begun.epoch)

    accuracy, metrics = best_accuracy, {"accuracy": round(best_accuracy, 6)}
    for epoch in range(first, arguments.epochs + 1):
        order = random.permutation(len(digits.train_labels))
        losses = [
            network.train_batch(digits.train_images[batch], digits.train_labels[batch], arguments.learning_rate)
            for batch in np.split(order, range(arguments.batch_size, len(order), arguments.batch_size))
        ]
        accuracy = network.accuracy(digits.test_images, digits.test_labels)
        metrics = {"loss": round(float(np.mean(losses)), 6), "accuracy": round(accuracy, 6)}
        print_line(epoch=epoch, **metrics)
        platform.heartbeat(epoch=epoch, epochs=arguments.epochs, progress=100 * epoch / arguments.epochs,
                           metrics=metrics)
        is_best = accuracy > best_accuracy
        location = checkpoints.save(network, epoch, accuracy, is_best)
        if is_best:
            best_epoch, best_accuracy, best_location = epoch, accuracy, location
        if location:
            platform.event(type="checkpoint_saved", uri=location, epoch=epoch, metrics=metrics, best=is_best)
        if arguments.fail_after_epoch == epoch:
            raise WorkloadError(f"failed after epoch {epoch}, as --fail-after-epoch asks")
        if arguments.hang_after_epoch == epoch and not arguments.resume_from:
            time.sleep(SILENCE_SECONDS)
        time.sleep(arguments.sleep_per_epoch)

    del ballast  # referenced until here, so that the memory stays allocated for the whole run
    print_line(finished=True, accuracy=round(accuracy, 6), best_accuracy=round(best_accuracy, 6),
               best_epoch=best_epoch, checkpoint=best_location)
    return metrics


def _allocate(megabytes: int) -> list[bytes]:
    # Written page by page, because memory that is only reserved does not count for a container.
    return [b"\x01" * BYTES_PER_MB for _ in range(megabytes)]
