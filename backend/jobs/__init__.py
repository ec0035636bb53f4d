"""Jobs: queue, running, worker processes, and the publisher of their events."""
