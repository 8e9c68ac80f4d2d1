"""Everything about things that can be commanded. Knows nothing of hearing, seeing or models."""
