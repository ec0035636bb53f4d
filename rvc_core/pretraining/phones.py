"""Phones of a transcript, by espeak-ng: one IPA letter each, shared by all languages."""

import re
import shutil
import subprocess
import unicodedata

from rvc_core.errors import ConfigError

SILENCE = "_"
VOICES = {"en": "en-us", "de": "de", "nl": "nl", "ko": "ko", "ja": "ja"}
_LANGUAGE_SWITCH = re.compile(r"\([a-z-]+\)")
_MERGED = {"g": "ɡ", "ɝ": "ɚ", "ᵻ": "ɪ"}


def phones_of(text: str, language: str) -> list[list[str]]:
    """Return the phones of each word of `text`; diphthongs and affricates are two phones.

    Raises:
        ConfigError: espeak-ng is not installed, or `language` is not one of en, de, nl.
    """
    if language not in VOICES:
        raise ConfigError(f"Transcripts may be in {', '.join(VOICES)}; not in {language!r}.")
    if shutil.which("espeak-ng") is None:
        raise ConfigError("Making content weights needs the program espeak-ng, which is not installed.")
    command = ["espeak-ng", "-q", "--ipa", "-v", VOICES[language], "--", text]
    spoken = subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout
    words = (ipa_letters(word) for word in _LANGUAGE_SWITCH.sub("", spoken).split())
    return [word for word in words if word]


def ipa_letters(word: str) -> list[str]:
    """Return the IPA letters of `word` without stress, length and diacritics."""
    decomposed = unicodedata.normalize("NFD", word)
    letters = (c for c in decomposed if unicodedata.category(c) in ("Ll", "Lo"))
    return [_MERGED.get(letter, letter) for letter in letters]
