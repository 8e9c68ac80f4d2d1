"""What people say to a home, and what they mean by it."""
