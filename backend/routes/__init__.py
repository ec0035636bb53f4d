"""HTTP: parse, one service call, serialise."""
