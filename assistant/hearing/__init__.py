"""Sound in, words out: sources, voice activity, endpointing, recognisers."""
