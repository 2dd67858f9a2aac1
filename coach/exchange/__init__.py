"""Text in, text out: files of other programs and for other people. Knows no disk, no clock and no screen."""
