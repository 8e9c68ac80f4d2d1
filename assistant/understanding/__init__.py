"""Words in, a decision out: sentences, plans, dialogue."""
