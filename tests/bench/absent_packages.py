"""Packages that a machine with a GPU may lack: importing goes on without them, using them does not."""

import sys
from importlib.machinery import ModuleSpec
from types import ModuleType

NAMES = ("av", "av.container", "faiss", "soundfile", "soxr")


class _Absent(ModuleType):
    """A module whose every attribute is a class that cannot be made."""

    __path__: list[str] = []

    def __getattr__(self, name: str) -> type[Exception]:
        if name.startswith("__"):
            raise AttributeError(name)
        package = self.__name__

        def refuse(cls: type, *args: object, **options: object) -> None:
            raise ModuleNotFoundError(f"{package}.{name} was called, but {package} is not installed here")

        return type(name, (Exception,), {"__new__": refuse})


def import_without(names: tuple[str, ...] = NAMES) -> list[str]:
    """Let `names` be imported although they are absent; return those that are."""
    absent = []
    for name in names:
        try:
            __import__(name)
        except ImportError:
            module = _Absent(name)
            module.__spec__ = ModuleSpec(name, None)
            sys.modules[name] = module
            absent.append(name)
    return absent
