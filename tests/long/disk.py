"""What is left on a disk when the power goes? An image of its own, where what nobody waited for is lost."""

from __future__ import annotations

import ctypes
import fcntl
import os
import shutil
import struct
import subprocess
import time
from pathlib import Path

SIZE = 512 * 1024 * 1024
SHUTDOWN = 0x8004587D
"""EXT4_IOC_SHUTDOWN, as xfstests does it: what is in the page cache never reaches the disk."""
NO_LOG_FLUSH = 2
"""Nor does what is in the journal and not written."""
NEW_MOUNTS = 0x20000
"""CLONE_NEWNS; os.unshare is of Python 3.12."""
PATIENCE = 20
"""Seconds until the processes that had it open are gone."""


def lacking() -> str:
    """What hinders cutting the power here, as a sentence; empty where nothing does."""
    if os.geteuid():
        return "Cutting the power needs root."
    for tool in ("mkfs.ext4", "losetup"):
        if not shutil.which(tool):
            return f"Cutting the power needs {tool}."
    probe = subprocess.run(["losetup", "--find"], capture_output=True, check=False)
    return "Cutting the power needs a loop device." if probe.returncode else ""


def apart() -> None:
    """What this process mounts from now on, nobody else sees: a copy of the mount elsewhere would keep it alive."""
    if ctypes.CDLL(None, use_errno=True).unshare(NEW_MOUNTS):
        raise OSError(ctypes.get_errno(), "unshare")
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)


class Disk:
    """Mounted at `at`, for those alone who are `apart`."""

    def __init__(self, image: Path, at: Path) -> None:
        self.image, self.at = image, at
        self._mounted = False

    def make(self) -> None:
        """Empty, and mounted."""
        self.image.unlink(missing_ok=True)
        with self.image.open("wb") as file:
            file.truncate(SIZE)
        subprocess.run(["mkfs.ext4", "-q", "-F", self.image], check=True)
        self.mount()

    def mount(self) -> None:
        """The journal is replayed, as when a phone starts again."""
        self.at.mkdir(exist_ok=True)
        subprocess.run(["mount", "-o", "loop", self.image, self.at], check=True)
        self._mounted = True

    def cut(self) -> None:
        """The power goes: from now on nothing is read from it or written to it."""
        handle = os.open(self.at, os.O_RDONLY)
        try:
            fcntl.ioctl(handle, SHUTDOWN, struct.pack("I", NO_LOG_FLUSH))
        finally:
            os.close(handle)

    def unmount(self) -> None:
        """For certain: a mount that lives on in the kernel would be mounted again with all that it remembers."""
        if not self._mounted:
            return
        until = time.monotonic() + PATIENCE
        while subprocess.run(["umount", self.at], capture_output=True, check=False).returncode:
            assert time.monotonic() < until, f"{self.at} is still in use"
            time.sleep(0.1)
        self._mounted = False
        while subprocess.run(["losetup", "-j", self.image], capture_output=True, check=True).stdout:
            assert time.monotonic() < until, f"{self.image} is still attached"
            time.sleep(0.1)
