"""``make bench``: every claim of speed and size, as a ratio to a yardstick measured in the same run."""

import os
import sys
from datetime import datetime
from pathlib import Path

from tests.bench import store, terminal


def main() -> int:
    """Print it all; ``COACH_ROUNDS`` says how often each thing is measured."""
    rounds = int(os.environ.get("COACH_ROUNDS", "15"))
    Path("build").mkdir(exist_ok=True)
    print(f"{datetime.now():%Y-%m-%d}, {os.cpu_count()} cores, Python {sys.version.split()[0]}, medians of n\n")
    print("In the terminal")
    terminal.main(rounds)
    print("\nOn the disk")
    store.main(rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
