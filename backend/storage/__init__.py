"""Rows and files: the database and the workspace of safe paths."""
