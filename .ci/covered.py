"""Put together what the processes of a test run covered, show the files with most left over, and hold the floor.

The floor is ``fail_under`` in pyproject.toml: percent of lines and branches together. It may rise and never falls.
Without Chromium the browser's tests are skipped; the floor is then not held, and that is said.
"""

import io
import shutil
import sys

from coverage import Coverage

WORST = 20


def main() -> int:
    measured = Coverage()
    measured.combine()
    measured.save()
    table = io.StringIO()
    covered = measured.report(file=table, sort="-miss", skip_covered=True)
    head, *files = [line for line in table.getvalue().splitlines() if line]
    print(head, *files[: WORST + 1], "...", sep="\n")  # one more: the rule below the heads of the columns
    floor = float(measured.get_option("report:fail_under"))
    print(f"Lines and branches covered: {covered:.2f} %, floor {floor:g} %")
    if shutil.which("chromium") is None:
        print("The floor is not held: there is no Chromium, and its tests were skipped")
        return 0
    return int(covered < floor)


if __name__ == "__main__":
    sys.exit(main())
