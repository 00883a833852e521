"""Vietnamese text: one form, a form to search by, and a key to sort by.

The key is stored beside the name, and its plain byte order (PostgreSQL's C collation, Python's comparison of
strings) is the order of a Vietnamese dictionary. No collation of the operating system is needed: the usual
one for Vietnamese takes ă and â for a. docs/rules/vietnamese.md has the cases.
"""

from unicodedata import category, normalize

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_MARKS = "\u0302\u0306\u031b"  # circumflex, breve, horn: they make another letter
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}  # huyền hỏi ngã sắc nặng
_PUNCTUATION = "_-–—,;:!?….'‘’\"“”()[]{}@*/\\&#%`^+<=>|~$"  # in the order of the Unicode collation

# First level. One printable character each, in ascending order of code point:
# the end of a level, a space, punctuation, other signs, digits 0-9, the letters, letters of other scripts.
_END, _SPACE, _SIGN, _OTHER_SIGN, _OTHER_LETTER = " ", "!", '"', "#", "~"
_LETTERS = {letter: chr(ord("A") + rank) for rank, letter in enumerate(_ALPHABET)}
_PLAIN, _FOREIGN_MARK = "0", "9"
_STROKED = str.maketrans({"Đ": "d", "đ": "d", "Ð": "d", "ð": "d"})  # the last two: eth, a common mistyping
_ETH = str.maketrans({"Ð": "Đ", "ð": "đ"})


def nfc(text: str) -> str:
    """The composed form in which all text is stored."""
    return normalize("NFC", text)


def fold(text: str) -> str:
    """For search without tones: lower case, no marks, đ as d, one space between words, none at the ends."""
    plain = _unmarked(_unmarked(text).translate(_STROKED).lower())
    return " ".join(normalize("NFC", plain).split())


def sort_key(text: str) -> str:
    """The key to sort by: the letters of the whole text, then its tones, then small before capital."""
    letters: list[str] = []
    tones: list[str] = []
    cases: list[str] = []
    for base, marks in _clusters(" ".join(text.translate(_ETH).split())):
        letter_mark, tone = _split_marks(marks)
        small = base.lower()
        letters.append(_first_level(small, letter_mark))
        tones.append(tone)
        cases.append("0" if small == base else "1")
    return _END.join((_trimmed(letters, ""), _trimmed(tones, _PLAIN), _trimmed(cases, "0")))


def _unmarked(text: str) -> str:
    return "".join(character for character in normalize("NFD", text) if category(character) != "Mn")


def _clusters(text: str) -> list[tuple[str, str]]:
    """Each character with the marks above and below it."""
    clusters: list[tuple[str, str]] = []
    for character in normalize("NFD", text):
        kind = category(character)
        if kind == "Mn" and clusters:
            base, marks = clusters[-1]
            clusters[-1] = (base, marks + character)
        elif kind not in ("Cc", "Mn"):
            clusters.append((character, ""))
    return clusters


def _split_marks(marks: str) -> tuple[str, str]:
    """The mark that makes another letter, and the weight of the rest on the second level."""
    letter_mark = next((mark for mark in marks if mark in _LETTER_MARKS), "")
    rest = marks.replace(letter_mark, "", 1) if letter_mark else marks
    if not rest:
        return letter_mark, _PLAIN
    return letter_mark, _TONES.get(rest) or f"{_FOREIGN_MARK}{rest}{_END}"


def _first_level(small: str, letter_mark: str) -> str:
    letter = normalize("NFC", small + letter_mark)
    if letter in _LETTERS:
        return _LETTERS[letter]
    if small in _LETTERS:  # a mark that Vietnamese does not put on this letter, as in ĉ
        return _LETTERS[small] + letter_mark
    if small == " ":
        return _SPACE
    if small in _PUNCTUATION:
        return _SIGN + chr(ord("0") + _PUNCTUATION.index(small))
    if small.isascii() and small.isdigit():
        return small
    return (_OTHER_LETTER if category(small[0])[0] in "LN" else _OTHER_SIGN) + small


def _trimmed(weights: list[str], lightest: str) -> str:
    """Joined, without the lightest weights at the end: equal first levels have equally many."""
    joined = "".join(weights)
    return joined.rstrip(lightest) if lightest else joined
