"""A decision in, a changed home out: executor, timers, replies."""
