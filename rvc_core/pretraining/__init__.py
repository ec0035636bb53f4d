"""Making the starter weights from a folder of recordings with a manifest."""
