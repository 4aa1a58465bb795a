"""Tests of results.py, with files in the form that the runners write. Run it alone or with `make lint`."""

import contextlib
import io
import os
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
import results

PASSED = '<testcase classname="A.Suite" name="one()" time="0.1"/>'
SKIPPED = '<testcase classname="A.Suite" name="two()"><skipped>no cluster</skipped></testcase>'
# Swift Testing records each issue of a test as a separate failure.
FAILED = '<testcase classname="B" name="three"><failure message="1 == 2"/><failure message="2 == 3"/></testcase>'
BROKEN = '<testcase classname="" name="test_file.py"><error message="collection failure">Traceback</error></testcase>'


class ResultsTests(unittest.TestCase):
    def outcome(self, *files, require=()):
        """The exit code, standard output, and standard error."""
        with tempfile.TemporaryDirectory() as directory:
            for number, text in enumerate(files):
                with open(os.path.join(directory, f"{number}.xml"), "w", encoding="utf-8") as file:
                    file.write(text)
            output, errors = io.StringIO(), io.StringIO()
            options = ("--require", *require) if require else ()
            with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
                code = results.main(directory, *options)
            return code, output.getvalue().strip(), errors.getvalue()

    def suite(self, *cases):
        return f'<?xml version="1.0"?><testsuites><testsuite>{"".join(cases)}</testsuite></testsuites>'

    def test_adds_up_the_files_of_all_runners(self):
        code, line, _ = self.outcome(self.suite(PASSED, SKIPPED), self.suite(PASSED))
        self.assertEqual((code, line), (0, "2 0 1"))

    def test_counts_a_test_with_several_issues_once_and_names_the_first(self):
        code, line, errors = self.outcome(self.suite(PASSED, FAILED))
        self.assertEqual((code, line), (1, "1 1 0"))
        self.assertIn("B.three: 1 == 2", errors)

    def test_counts_an_error_outside_of_a_test_as_a_failure(self):
        code, line, errors = self.outcome(self.suite(PASSED, BROKEN))
        self.assertEqual((code, line), (1, "1 1 0"))
        self.assertIn("test_file.py: collection failure", errors)

    def test_counts_a_truncated_file_as_a_crash(self):
        code, line, errors = self.outcome('<?xml version="1.0"?>\n<testsuites>\n')
        self.assertEqual((code, line), (1, "0 1 0"))
        self.assertIn("did not finish", errors)

    def test_fails_when_no_test_ran(self):
        for files in ((), (self.suite(),), (self.suite(SKIPPED),)):
            code, _, errors = self.outcome(*files)
            self.assertEqual(code, 1)
            self.assertIn("no test ran", errors)

    def test_fails_when_no_test_of_a_required_target_ran(self):
        self.assertEqual(self.outcome(self.suite(PASSED), require=["A"])[0], 0)
        code, line, errors = self.outcome(self.suite(PASSED), require=["A", "ATests"])
        self.assertEqual((code, line), (1, "1 1 0"))
        self.assertIn("ATests: no test of this target ran", errors)


if __name__ == "__main__":
    unittest.main()
