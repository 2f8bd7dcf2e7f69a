"""Are the scripts of others, which we serve, byte for byte the ones we chose?"""

from __future__ import annotations

import hashlib
from pathlib import Path

VENDOR = Path(__file__).resolve().parents[2] / "pwa" / "static" / "vendor"


def test_every_vendored_script_has_the_hash_recorded_beside_it() -> None:
    scripts = sorted(VENDOR.glob("*.js"))
    assert [script.name for script in scripts] == ["htmx-4.0.1.min.js"]
    for script in scripts:
        recorded, name = script.with_name(f"{script.name}.sha256").read_text().split()
        assert name == script.name
        assert hashlib.sha256(script.read_bytes()).hexdigest() == recorded
