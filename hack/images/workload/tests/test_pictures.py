import unittest

from image import lines, run

PICTURES = 8


class Pictures(unittest.TestCase):
    def setUp(self):
        self.bucket = "pictures-" + self._testMethodName.replace("_", "-")[:40].lower().rstrip("-")
        lines("seed-pictures", "--bucket", self.bucket, "--prefix", "in/")

    def transform(self, *arguments: str) -> list[dict]:
        return lines(*arguments, "--bucket", self.bucket)

    def test_seeded_pictures_are_listed(self):
        listed = self.transform("list", "--prefix", "in/")
        self.assertEqual(len(listed), PICTURES)
        self.assertTrue(all(entry["bytes"] > 10_000 for entry in listed))

    def test_seeding_twice_changes_nothing(self):
        before = self.transform("list")
        self.transform("seed-pictures", "--prefix", "in/")
        self.assertEqual(self.transform("list"), before)

    def test_a_filter_reads_what_resize_wrote(self):
        resize = ("resize", "--input-prefix", "in/", "--output-prefix", "small/", "--width", "160", "--height", "120")
        self.transform(*resize)
        filtered = self.transform("filter", "--input-prefix", "small/", "--output-prefix", "edges/",
                                  "--filter", "edges")
        self.assertEqual([(entry["width"], entry["height"]) for entry in filtered], [(160, 120)] * PICTURES)

    def test_every_filter_processes_every_picture(self):
        for name in ("blur", "edges", "grayscale"):
            with self.subTest(name):
                written = self.transform("filter", "--input-prefix", "in/", "--output-prefix", f"{name}/",
                                         "--filter", name)
                self.assertEqual(len(written), PICTURES)

    def test_resizing_twice_gives_the_same_result(self):
        resize = ("resize", "--output-prefix", "small/", "--width", "32", "--height", "32")
        self.assertEqual(self.transform(*resize), self.transform(*resize))

    def test_only_named_keys_are_resized(self):
        written = self.transform("resize", "--input-prefix", "in/", "--output-prefix", "small/", "--width", "8",
                                 "--height", "8", "--keys", "in/china.jpg", "--key", "in/coffee.png")
        self.assertEqual(sorted(entry["output"] for entry in written), ["small/china.jpg", "small/coffee.png"])

    def test_a_missing_key_is_named_and_fails_alone(self):
        result = run("resize", "--bucket", self.bucket, "--output-prefix", "small/", "--width", "8", "--height", "8",
                     "--keys", "in/china.jpg,in/nothing.jpg")
        self.assertEqual(result.returncode, 1)
        self.assertIn("small/in/china.jpg", result.stdout)
        self.assertIn("cannot read s3://" + self.bucket + "/in/nothing.jpg", result.stdout)
        self.assertIn("1 of 2 pictures failed", result.stderr)

    def test_an_empty_prefix_is_a_failure(self):
        result = run("resize", "--bucket", self.bucket, "--input-prefix", "none/", "--output-prefix", "small/",
                     "--width", "8", "--height", "8")
        self.assertEqual(result.returncode, 1)
        self.assertIn("no pictures under", result.stderr)

    def test_missing_settings_are_named(self):
        result = run("list", "--bucket", self.bucket, env={"AWS_ACCESS_KEY_ID": "smoke"})
        self.assertEqual(result.returncode, 1)
        self.assertIn("not set: S3_ENDPOINT, AWS_SECRET_ACCESS_KEY", result.stderr)

    def test_a_width_of_zero_is_refused(self):
        result = run("resize", "--bucket", self.bucket, "--output-prefix", "o/", "--width", "0", "--height", "8")
        self.assertEqual(result.returncode, 2)
        self.assertIn("must be 1 or more", result.stderr)


if __name__ == "__main__":
    unittest.main()
