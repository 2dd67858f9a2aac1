"""Evening coach: an evening routine for restless legs, in the terminal."""

__version__ = "0.1.0"
