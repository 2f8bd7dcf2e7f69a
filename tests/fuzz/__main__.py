"""Does any of the readers of files fail on what nobody thought of? `python -m tests.fuzz 60`: seconds for each."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.fuzz.seeds import SEEDS

ROOT = Path(__file__).resolve().parent.parent.parent
LONGEST_FILE = 64 * 1024
MOST_MB = 1_024
"""Of the whole process, what atheris keeps included; how much the reader may grow stands in the target."""
SECONDS = 60
FOUND = ROOT / "var" / "fuzz"
"""Where a file that fails is kept, to be read again."""


def run(reader: str, seconds: int) -> bool:
    """Whether the reader held."""
    FOUND.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as corpus:
        for number, seed in enumerate(SEEDS[reader]):
            (Path(corpus) / str(number)).write_bytes(seed)
        limits = {"max_total_time": seconds, "max_len": LONGEST_FILE, "rss_limit_mb": MOST_MB, "timeout": 20}
        said = [f"-{name}={value}" for name, value in limits.items()]
        command = [
            sys.executable,
            "-m",
            "tests.fuzz.target",
            reader,
            *said,
            f"-artifact_prefix={FOUND}/{reader}-",
            corpus,
        ]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False)
    files = re.findall(r"Done (\d+) runs", done.stderr)
    if done.returncode == 0 and files:
        print(f"{reader}: {int(files[0]):,} files in {seconds} s, none failed")
        return True
    print(f"{reader}: failed; the file is in {FOUND}", (done.stdout + done.stderr)[-5_000:], sep="\n")
    return False


if __name__ == "__main__":
    seconds = int(sys.argv[1]) if sys.argv[1:] else SECONDS
    held = {reader: run(reader, seconds) for reader in SEEDS}
    raise SystemExit(not all(held.values()))
