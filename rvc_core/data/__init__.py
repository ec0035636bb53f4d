"""Reads and prepares what a training is made of: slices, their features, batches."""
