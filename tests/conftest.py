import shutil
import subprocess

import pytest


@pytest.fixture(scope="module")
def small_disk(tmp_path_factory):
    """Return a function that makes a disk of so many MB and returns its folder; only root can."""
    mounted = []

    def make(megabytes):
        folder = tmp_path_factory.mktemp("disk")
        mount = shutil.which("mount")
        size = f"size={megabytes}m"
        if mount is None or subprocess.run([mount, "-t", "tmpfs", "-o", size, "tmpfs", folder]).returncode:
            pytest.skip("a small disk cannot be mounted here")
        mounted.append(folder)
        return folder

    yield make
    for folder in mounted:
        subprocess.run(["umount", "-l", folder], check=True)
