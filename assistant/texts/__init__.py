"""What the assistant says: one table a language, and home-assistant-intents' reply templates.

A new language needs one YAML file beside this one; nothing else knows any words.
"""

from __future__ import annotations

from assistant.texts.table import Texts, texts_of

__all__ = ["Texts", "texts_of"]
