"""Persona's web server: names, files, jobs and people around rvc_core."""

__version__ = "0.1.0"
