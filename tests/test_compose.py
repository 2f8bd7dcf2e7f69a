"""Does the shipped installation keep what must be kept, hide what must be hidden, and start in the right order?"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from backend.web.imports import LARGEST_UPLOAD
from tests.shipped import HOST, PASSWORD, ROOT, composed


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return composed(tmp_path_factory.mktemp("bin"))


def dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text()


def test_only_the_proxy_is_reached_from_outside(services: dict[str, Any]) -> None:
    assert [name for name, service in services["services"].items() if "ports" in service] == ["proxy"]
    assert services["networks"]["back"]["internal"] is True
    assert services["services"]["database"]["networks"] == ["back"]


def test_the_log_and_the_keys_lie_in_volumes_of_their_own(services: dict[str, Any]) -> None:
    assert set(services["volumes"]) == {"certificates", "database", "keys"}
    assert services["services"]["database"]["volumes"] == ["database:/var/lib/postgresql/data"]
    assert services["services"]["web"]["volumes"] == ["keys:/var/lib/encore"]
    assert services["services"]["web"]["environment"]["ENCORE_KEYS"].startswith("sqlite:////var/lib/encore/")


def test_what_keeps_the_firm_sees_the_log_and_the_keys_of_the_web(services: dict[str, Any]) -> None:
    web, keeper = services["services"]["web"], services["services"]["keeper"]
    assert keeper["command"] == ["encore", "keep"]
    for name in ("ENCORE_DATABASE", "ENCORE_KEYS"):
        assert keeper["environment"][name] == web["environment"][name]
    assert keeper["volumes"] == web["volumes"]
    assert keeper["networks"] == ["back"]
    assert set(keeper["depends_on"]) == {"database"}, "a restore runs in it while the web is stopped"
    assert keeper["healthcheck"]["disable"] is True, "it answers nobody"


def test_each_part_waits_until_the_one_below_is_healthy(services: dict[str, Any]) -> None:
    assert services["services"]["web"]["depends_on"]["database"]["condition"] == "service_healthy"
    assert services["services"]["proxy"]["depends_on"]["web"]["condition"] == "service_healthy"
    assert services["services"]["database"]["healthcheck"]["test"][1] == "pg_isready"
    assert "/healthz" in dockerfile()


def test_the_host_and_the_password_come_from_outside_and_must_be_said(services: dict[str, Any]) -> None:
    web = services["services"]["web"]["environment"]
    assert web["ENCORE_HOST"] == HOST
    assert web["ENCORE_DATABASE"] == f"postgresql://encore:{PASSWORD}@database:5432/encore"
    asked = re.findall(r"\$\{(ENCORE_\w+)(:\?)?", (ROOT / "docker-compose.yml").read_text())
    assert {name for name, must in asked if must} == {"ENCORE_HOST", "ENCORE_DATABASE_PASSWORD"}


def test_what_serves_cannot_write_or_gain_rights(services: dict[str, Any]) -> None:
    for name in ("web", "keeper", "proxy"):
        service = services["services"][name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_the_proxy_gives_up_before_the_web_does(services: dict[str, Any]) -> None:
    told = services["configs"]["caddyfile"]["content"]
    seconds = {name: int(value) for name, value in re.findall(r"(read_header|write) (\d+)s", told)}
    web_gives_up = int(re.findall(r'"--timeout=(\d+)"', dockerfile())[0])
    assert seconds["read_header"] < web_gives_up
    limits = dict(re.findall(r"request_body @(\w+) \{\s+max_size (\w+)", told))
    assert [limits["note"]] == re.findall(r"request_buffers (\w+)", told), "a note that fits must be read whole"
    assert limits["file"] == "120MB", "room for the largest file that is taken, and what stands around it"
    assert LARGEST_UPLOAD < 120 * 10**6


@pytest.mark.parametrize(
    ("settings", "imported", "folder"),
    [
        ({}, "public", "certificates"),
        ({"ENCORE_TLS": "internal"}, "internal", "certificates"),
        ({"ENCORE_CERTIFICATE": "/etc/encore"}, "own-public", "/etc/encore"),
    ],
)
def test_one_setting_chooses_where_the_certificate_comes_from(
    tmp_path: Path, settings: dict[str, str], imported: str, folder: str
) -> None:
    told = composed(tmp_path, **settings)
    assert f"import {imported}\n" in told["configs"]["caddyfile"]["content"]
    assert told["services"]["proxy"]["volumes"] == ["certificates:/data", f"{folder}:/certificate:ro"]


def test_the_image_holds_no_secret_and_runs_without_rights() -> None:
    served = dockerfile().split("\nFROM ")[-1]
    assert "\nUSER encore\n" in served
    assert "--require-hashes" in dockerfile()
    assert not re.search(r"ENCORE_(SECRET|KEYS)|PASSWORD", dockerfile())


def test_the_image_takes_only_what_it_serves() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    taken = {line[1:] for line in lines if line.startswith("!")}
    copied = set(re.findall(r"^COPY (?!--from)(\S+)", dockerfile(), re.MULTILINE))
    assert "*" in lines
    assert taken == copied == {"backend", "events", "pwa", "requirements.txt"}
