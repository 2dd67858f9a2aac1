"""The same evening and morning in plain lines: for screen readers, dumb terminals, serial consoles and files."""
