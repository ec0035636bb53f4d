"""Where libraries keep what they compute once, on a system that gives them no home.

In a container with an unknown user, or without HOME, PyTorch asks the system for the user's name as soon as
an optimiser is built, and numba for a folder it can write as soon as librosa is used: both fail.
"""

import getpass
import os
import stat
import tempfile
from pathlib import Path

VARIABLES = {  # of the environment: the library's folder in ours
    "TORCHINDUCTOR_CACHE_DIR": "torchinductor",
    "TRITON_CACHE_DIR": "triton",
    "NUMBA_CACHE_DIR": "numba",
    "HF_HOME": "huggingface",
    "XDG_CACHE_HOME": "cache",
}


def give_caches_a_home() -> None:
    """Where this process has no home, name a folder of ours for every cache; call it before other imports."""
    if _has_home():
        return
    folder = _private_folder()
    for variable, name in VARIABLES.items():
        os.environ.setdefault(variable, str(folder / name))


def _has_home() -> bool:
    try:
        getpass.getuser()
        home = Path.home()
    except (KeyError, OSError, RuntimeError):
        return False
    return home.is_dir() and os.access(home, os.W_OK)


def _private_folder() -> Path:
    """Return this user's folder below the system's temporary one; a new one where somebody else made it."""
    user = os.getuid() if hasattr(os, "getuid") else "user"
    folder = Path(tempfile.gettempdir()) / f"persona-caches-{user}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="persona-caches-"))
    facts = folder.lstat()
    is_ours = not hasattr(os, "getuid") or facts.st_uid == os.getuid()
    if is_ours and stat.S_ISDIR(facts.st_mode) and not facts.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return folder
    return Path(tempfile.mkdtemp(prefix="persona-caches-"))
