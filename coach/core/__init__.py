"""The pure rooms: values in, values out; ``now`` is always an argument."""
