"""Tables in the Vietnamese encodings from before Unicode: recognised, named, and converted when asked to.

A wrong table turns words into others that nobody notices, so nothing is converted unasked. How it is recognised:
docs/rules/loading.md.
"""

import re
from dataclasses import dataclass
from unicodedata import normalize

from django.utils.translation import gettext_lazy as _

from tiendo.rules.refusal import Refused, Text
from tiendo.rules.vietnamese import nfc

OLD_ENCODINGS = {"tcvn3": "TCVN3 (ABC)", "vni": "VNI", "viscii": "VISCII", "windows-1258": "Windows-1258"}
ENOUGH = 0.8  # share of the words with marks that must be Vietnamese syllables
_SAMPLE = 100_000  # characters that are looked at
_FEW = 3  # words from which on letters that are Unicode are taken for those of an old font
_TONES = str.maketrans("", "", "\u0300\u0309\u0303\u0301\u0323")
_WORD = re.compile(r"[^\W\d_]+")
_VIETNAMESE = frozenset("ăâđêôơưàằầèềìòồờùừỳảẳẩẻểỉỏổởủửỷãẵẫẽễĩõỗỡũữỹáắấéếíóốớúứýạặậẹệịọộợụựỵ")
_ONSETS = "b|ch|c|d|đ|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|r|s|th|tr|t|v|x"
_RHYMES = (
    "iêu|yêu|oai|oay|oao|oeo|uây|uôi|ươi|ươu|uyê|uya|uyu|uêu|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|oo|ôi|ơi|"
    "ua|uâ|uê|ui|uô|uơ|uy|ưa|ươ|ưi|ưu|yê|a|ă|â|e|ê|i|o|ô|ơ|u|ư|y"
)
_SYLLABLE = re.compile(f"(?P<onset>{_ONSETS})?(?P<rhyme>{_RHYMES})(?:ch|ng|nh|c|m|n|p|t)?")


class OldEncoding(Refused):
    """A table in an encoding from before Unicode; `encoding` is the one that it looks like."""

    def __init__(self, message: Text, encoding: str) -> None:
        super().__init__(message)
        self.encoding = encoding


@dataclass(frozen=True, slots=True, order=True)
class Guess:
    """An encoding with the share of words with marks that become Vietnamese by it, and how usual the letters are."""

    share: float
    usual: float
    encoding: str


def old_text(content: bytes, encoding: str) -> str:
    """The text of a file in an old encoding. Refused for an encoding that is none of OLD_ENCODINGS."""
    if encoding not in OLD_ENCODINGS:
        raise Refused(
            _("“%(encoding)s” is not an encoding that is known here; known: %(known)s.")
            % {"encoding": encoding, "known": ", ".join(OLD_ENCODINGS)}
        )
    if encoding == "windows-1258":
        return nfc(content.decode("cp1258", errors="replace"))
    return converted(content.decode("latin-1"), encoding)


def converted(text: str, encoding: str) -> str:
    """A text whose letters are the bytes of an old encoding, in Unicode."""
    # Half a second to import, and few files need it.
    from viparse.normalize.encodings import CHARMAPS  # type: ignore[import-untyped]
    from viparse.normalize.tables import convert  # type: ignore[import-untyped]

    if encoding not in CHARMAPS:
        return nfc(text)
    made = nfc(convert(text, CHARMAPS[encoding]))
    return _WORD.sub(_in_capitals, made) if encoding == "tcvn3" else made


def encoding_of_bytes(content: bytes) -> str:
    """The old encoding of a file that is not in Unicode; "" where none makes it Vietnamese."""
    sample = content[:_SAMPLE]
    return _best({encoding: old_text(sample, encoding) for encoding in OLD_ENCODINGS})


def encoding_of_text(text: str) -> str:
    """The old encoding whose letters a Unicode text holds, as sheets in .VnTime or VNI-Times do; "" for none."""
    sample = text[:_SAMPLE]
    words = {word for word in _WORD.findall(sample) if not word.isascii()}
    if len(words) < _FEW or _share(sample) >= ENOUGH / 2:
        return ""
    return _best({encoding: converted(sample, encoding) for encoding in ("tcvn3", "vni")})


def _best(texts: dict[str, str]) -> str:
    """The encoding whose text is Vietnamese in the most words; where two are, the one with the more usual letters."""
    from viparse.normalize.frequency import vietnamese_score  # type: ignore[import-untyped]

    found = max(Guess(_share(text), vietnamese_score(text), encoding) for encoding, text in texts.items())
    return found.encoding if found.share >= ENOUGH else ""


def _share(text: str) -> float:
    """How many of the words that hold a letter beyond ASCII are Vietnamese syllables; 0 without such words."""
    words = [word for word in _WORD.findall(text.lower()) if not word.isascii()]
    strange = sum(not character.isascii() and not character.isalpha() for character in text)
    if not words:
        return 0.0
    return sum(map(is_syllable, words)) / (len(words) + strange)


def is_syllable(word: str) -> bool:
    """Whether a word is written as Vietnamese syllables are: onset, rhyme, at most one tone."""
    if any(not letter.isascii() and letter not in _VIETNAMESE for letter in word):
        return False
    apart = normalize("NFD", word)
    plain = normalize("NFC", apart.translate(_TONES))
    found = _SYLLABLE.fullmatch(plain)
    if found is None or len(apart) - len(apart.translate(_TONES)) > 1:
        return False
    onset, first = found["onset"] or "", found["rhyme"][0]
    if onset in ("k", "gh", "ngh"):
        return first in "eêiy"
    return not (onset in ("c", "g", "ng") and first in "eêy")


def _in_capitals(word: re.Match[str]) -> str:
    """TCVN3 has no capitals with tones: a word whose plain letters are all capitals was all in capitals."""
    plain = [letter for letter in word[0] if letter.isascii()]
    return word[0].upper() if len(plain) > 1 and all(letter.isupper() for letter in plain) else word[0]
