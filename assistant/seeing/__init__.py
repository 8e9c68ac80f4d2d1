"""Seeing: camera frames to observations of people, hands and gestures."""
