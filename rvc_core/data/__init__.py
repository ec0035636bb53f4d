"""Training data: slices of recordings, their features, batches."""
