import os
import unittest
from pathlib import Path

from image import lines, run


class Training(unittest.TestCase):
    def test_it_learns_to_read_digits(self):
        *epochs, summary = lines("train", "--checkpoint", "/tmp/learned.pt", env={})
        self.assertEqual([epoch["epoch"] for epoch in epochs], list(range(1, 11)))
        self.assertLess(epochs[-1]["loss"], epochs[0]["loss"])
        self.assertGreater(summary["accuracy"], 0.9)

    def test_the_checkpoint_is_a_whole_file(self):
        *_, summary = lines("train", "--epochs", "2", "--checkpoint", "/tmp/checkpoints/best.pt", env={})
        self.assertEqual(summary["checkpoint"], "/tmp/checkpoints/best.pt")
        folder = Path(os.environ["WORKLOAD_ROOT"], "tmp/checkpoints")
        self.assertEqual([file.name for file in folder.iterdir()], ["best.pt"])

    def test_it_trains_without_a_place_for_checkpoints(self):
        *_, summary = lines("train", "--epochs", "1", env={})
        self.assertIsNone(summary["checkpoint"])

    def test_the_same_seed_gives_the_same_run(self):
        self.assertEqual(lines("train", "--seed", "7", env={}), lines("train", "--seed", "7", env={}))

    def test_hyperparameters_come_from_the_environment(self):
        result = lines("train", env={"HP_EPOCHS": "2", "HP_LEARNING_RATE": "0.1", "HP_HIDDEN": "8"})
        self.assertEqual(result, lines("train", "--epochs", "2", "--learning-rate", "0.1", "--hidden", "8", env={}))

    def test_a_bad_hyperparameter_is_refused_by_name(self):
        result = run("train", env={"HP_EPOCHS": "many"})
        self.assertEqual(result.returncode, 2)
        self.assertIn("--epochs", result.stderr)

    def test_it_fails_after_the_epoch_it_is_asked_to(self):
        result = run("train", "--fail-after-epoch", "3", env={})
        self.assertEqual(result.returncode, 1)
        self.assertIn('"epoch": 3', result.stdout)
        self.assertNotIn('"epoch": 4', result.stdout)


if __name__ == "__main__":
    unittest.main()
