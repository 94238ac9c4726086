"""How a name becomes a key: the same folding as `annotate/region/tokens.rs`, which a golden test holds together."""

import functools
import unicodedata

SPECIAL = {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d",
           "ى": "ي", "ة": "ه", "ـ": ""}
ARABIC_ARTICLE = "ال"
MODIFIER_APOSTROPHE = "ʼ"


# Scripts without spaces between words, where every sign is a token of its own and keeps its marks: Thai, kana, ideographs.
UNSPACED = [(0x0E01, 0x0E3A), (0x0E40, 0x0E4E), (0x3005, 0x3005), (0x3041, 0x3096), (0x30A1, 0x30FA), (0x30FC, 0x30FE),
            (0x3400, 0x4DBF), (0x4E00, 0x9FFF)]


@functools.lru_cache(maxsize=None)
def is_unspaced(char):
    return any(first <= ord(char) <= last for first, last in UNSPACED)


@functools.lru_cache(maxsize=None)
def is_word(char):
    return (char.isalnum() or unicodedata.category(char).startswith("M")) and char != MODIFIER_APOSTROPHE


@functools.lru_cache(maxsize=None)
def fold_token(token):
    """Lower case, compatibility forms, no marks, a few letters by hand, no Arabic article."""
    if token.isascii():
        return token.lower()
    if is_unspaced(token[0]):
        return token
    lowered = "".join(c.lower() for c in token)
    bare = (c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.category(c).startswith("M"))
    folded = "".join(SPECIAL.get(c, c) for c in bare)
    while folded.startswith(ARABIC_ARTICLE) and len(folded) >= 5:
        folded = folded[2:]
    return folded


def tokens_of(text):
    """Runs of letters and digits, folded; dotted single letters (U.S.) are one token."""
    spans, start = [], None
    for position, char in enumerate(text + " "):
        alone = is_unspaced(char)
        if start is not None and (alone or not is_word(char)):
            spans.append((start, position))
            start = None
        if alone:
            spans.append((position, position + 1))
        elif is_word(char) and start is None:
            start = position
    tokens, position = [], 0
    while position < len(spans):
        first = spans[position][0]
        letters = [text[slice(*spans[position])]]
        while (len(letters[-1]) == 1 and position + 1 < len(spans) and text[spans[position][1]:spans[position + 1][0]] == "."
               and spans[position + 1][1] - spans[position + 1][0] == 1):
            position += 1
            letters.append(text[slice(*spans[position])])
        tokens.append(fold_token("".join(letters)))
        position += 1
    return [t for t in tokens if t]


@functools.lru_cache(maxsize=None)
def fold_name(name):
    """The key of a name: its folded tokens with single spaces."""
    return " ".join(tokens_of(name))


@functools.lru_cache(maxsize=None)
def unspaced_script_of(name):
    """HAN (with kana or without), KATAKANA or THAI where all letters are of such a script, else None."""
    scripts = {unicodedata.name(char, "?").split(" ")[0].split("-")[0] for char in name if char.isalpha()}
    if scripts == {"THAI"} or scripts == {"KATAKANA"}:
        return scripts.pop()
    return "HAN" if "CJK" in scripts and scripts <= {"CJK", "IDEOGRAPHIC", "KATAKANA", "HIRAGANA"} else None


@functools.lru_cache(maxsize=None)
def script_of(name):
    """LA, CY or AR where all letters are of that script, else None."""
    scripts = set()
    for char in name:
        if char.isalpha():
            scripts.add(unicodedata.name(char, "?")[:2])
    if len(scripts) == 1 and (script := scripts.pop()) in ("LA", "CY", "AR"):
        return script
    return None


MASK = 0xFFFFFFFFFFFFFFFF


def _with(state, chunk):
    state = (state ^ chunk) * 0x9E3779B97F4A7C15 & MASK
    return state ^ state >> 29


@functools.lru_cache(maxsize=None)
def _token_key(token):
    """A token's bytes, eight at a time, the last ones filled up with zeros."""
    state, raw = 0xCBF29CE484222325, token.encode()
    for at in range(0, len(raw), 8):
        state = _with(state, int.from_bytes(raw[at:at + 8], "little"))
    return state


def key_hash(key):
    """64 bits: the keys of a name's tokens one into the other, then the finaliser of MurmurHash3, so that all bits are uniform."""
    first, *others = key.split(" ")
    state = _token_key(first)
    for token in others:
        state = _with((state << 5 | state >> 59) & MASK, _token_key(token))
    state ^= state >> 33
    state = state * 0xFF51AFD7ED558CCD & MASK
    state ^= state >> 33
    state = state * 0xC4CEB9FE1A85EC53 & MASK
    return state ^ state >> 33
