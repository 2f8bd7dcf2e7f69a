"""What does the shipped docker-compose.yml say, once a compose program has read it with somebody's settings?"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
HOST, PASSWORD = "crm.example.org", "a-made-up-password"


def composed(folder: Path, **settings: str) -> dict[str, Any]:
    """What a compose program makes of the file. It only asks podman for its version, so a stand-in says one."""
    stand_in = folder / "podman"
    stand_in.write_text("#!/bin/sh\necho podman version 5.4.0\n")
    stand_in.chmod(0o755)
    told = {"ENCORE_HOST": HOST, "ENCORE_DATABASE_PASSWORD": PASSWORD, **settings}
    compose: list[str | Path] = [BIN / "podman-compose", "--file", ROOT / "docker-compose.yml", "config"]
    path = {"PATH": f"{folder}:{os.environ['PATH']}"}
    read = subprocess.run(compose, cwd=ROOT, env=told | path, capture_output=True, text=True, check=True)
    parsed = yaml.safe_load(read.stdout)
    assert isinstance(parsed, dict)
    return parsed


def caddyfile(folder: Path, **settings: str) -> str:
    """The configuration that the proxy is started with."""
    told: str = composed(folder, **settings)["configs"]["caddyfile"]["content"]
    return told
