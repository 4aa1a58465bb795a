import os
import unittest
from pathlib import Path

from image import S3, lines, platform, run


class Training(unittest.TestCase):
    def test_it_learns_to_read_digits(self):
        *epochs, summary = lines("train", "--checkpoint", "/tmp/learned.pt", env={})
        self.assertEqual([epoch["epoch"] for epoch in epochs], list(range(1, 11)))
        self.assertLess(epochs[-1]["loss"], epochs[0]["loss"])
        self.assertGreater(summary["accuracy"], 0.9)

    def test_the_checkpoint_is_a_complete_file(self):
        *_, summary = lines("train", "--epochs", "2", "--checkpoint", "/tmp/checkpoints/best.pt", env={})
        self.assertEqual(summary["checkpoint"], "/tmp/checkpoints/best.pt")
        folder = Path(os.environ["WORKLOAD_ROOT"], "tmp/checkpoints")
        self.assertEqual(sorted(file.name for file in folder.iterdir()), ["best.pt", "last.pt"])

    def test_it_trains_without_a_directory_for_checkpoints(self):
        *_, summary = lines("train", "--epochs", "1", env={})
        self.assertIsNone(summary["checkpoint"])

    def test_it_resumes_from_the_checkpoint_of_another_run(self):
        lines("train", "--epochs", "3", "--checkpoint", "/tmp/resumed/best.pt", env={})
        first, *epochs, summary = lines("train", "--epochs", "5", env={"RESUME_FROM": "/tmp/resumed/last.pt"})
        self.assertEqual(first, {"resumed_from": "/tmp/resumed/last.pt", "epoch": 3})
        self.assertEqual([epoch["epoch"] for epoch in epochs if "epoch" in epoch], [4, 5])
        self.assertGreater(summary["accuracy"], 0.8)

    def test_it_learns_from_the_storage_and_keeps_its_checkpoints_there(self):
        lines("seed-digits")
        *_, summary = lines("train", "--epochs", "1", env=S3 | {
            "STORAGE_TYPE": "minio", "DATASET_ID": "digits", "CHECKPOINT_URI": "s3://checkpoints/job-1"})
        self.assertEqual(summary["checkpoint"], "s3://checkpoints/job-1/best.pt")

    def test_it_reports_its_progress_and_its_result(self):
        with platform() as (base, calls):
            lines("train", "--epochs", "2", "--checkpoint", "/tmp/reported/best.pt",
                  env={"CALLBACK_URL": base, "JOB_ID": "7", "CALLBACK_TOKEN": "t", "TRACE_ID": "x"})
        self.assertEqual({call["path"].rsplit("/", 1)[0] for call in calls}, {"/v1/jobs/7"})
        self.assertEqual({(call["authorization"], call["trace"]) for call in calls}, {("Bearer t", "x")})
        beats = [call["body"] for call in calls if call["path"].endswith("/heartbeat")]
        self.assertEqual([(beat["epoch"], beat["progress"]) for beat in beats], [(1, 50.0), (2, 100.0)])
        events = [call["body"]["uri"] for call in calls if call["path"].endswith("/event")]
        self.assertEqual(events[0], "/tmp/reported/best.pt")
        self.assertEqual(calls[-1]["body"]["status"], "succeeded")

    def test_the_same_seed_gives_the_same_run(self):
        self.assertEqual(lines("train", "--seed", "7", env={}), lines("train", "--seed", "7", env={}))

    def test_hyperparameters_come_from_the_environment(self):
        result = lines("train", env={"HP_EPOCHS": "2", "HP_LEARNING_RATE": "0.1", "HP_HIDDEN": "8"})
        self.assertEqual(result, lines("train", "--epochs", "2", "--learning-rate", "0.1", "--hidden", "8", env={}))

    def test_a_bad_hyperparameter_is_refused_by_name(self):
        result = run("train", env={"HP_EPOCHS": "many"})
        self.assertEqual(result.returncode, 2)
        self.assertIn("--epochs", result.stderr)

    def test_it_fails_after_the_given_epoch(self):
        result = run("train", "--fail-after-epoch", "3", env={})
        self.assertEqual(result.returncode, 1)
        self.assertIn('"epoch": 3', result.stdout)
        self.assertNotIn('"epoch": 4', result.stdout)


if __name__ == "__main__":
    unittest.main()
