"""What runs on the board. Never imports torch."""
