"""Persona's voice engine: RVC models trained, read, written and run, without the web."""

__version__ = "0.1.0"
