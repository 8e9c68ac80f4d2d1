"""Fuses speech, sight and the home's state: recipe of the model that decides what was meant."""
