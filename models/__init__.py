"""Recipes of everything learned, and the artefacts they make. Nothing here is needed to run but the artefacts."""
