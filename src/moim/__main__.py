"""``python -m moim``: the same as the command ``moim``."""

from __future__ import annotations

import sys

from moim.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
