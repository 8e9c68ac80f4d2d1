"""Recipes of the vision models: hand finder, hand landmarks, gesture head, presence."""
