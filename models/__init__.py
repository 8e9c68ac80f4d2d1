"""Recipes of everything learned, and the artefacts they make. Only the artefacts are needed to run."""
