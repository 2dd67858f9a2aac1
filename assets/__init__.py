"""What people look at, and what makes it."""
