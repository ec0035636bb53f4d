"""What the server can do, without Flask: each service checks, stores, and hands in jobs."""
