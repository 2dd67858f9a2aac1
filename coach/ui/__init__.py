"""The full-screen door: the only rooms that know Textual."""
