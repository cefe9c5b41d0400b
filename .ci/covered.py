"""Put together what the processes of a test run covered, show the files with most left over, and hold the floor.

The floor is ``fail_under`` in pyproject.toml: percent of lines and branches together. It may rise and never falls.
"""

import io
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
    return int(covered < floor)


if __name__ == "__main__":
    sys.exit(main())
