"""Names and their meanings while the table is built, the files of source/, and how the table is packed."""

import pathlib
import struct

from folding import fold_name, key_hash, script_of, tokens_of

LANGUAGES = ["nl", "en", "de", "fr", "es", "it", "pt", "pl", "ru", "uk", "ar", "tr", "zh", "ja", "th"]
ANY_LANGUAGE = 0xFFFF
SOURCE = pathlib.Path(__file__).parent / "source"

KIND = {"name": 0, "adjective": 1, "admin1": 2, "qualifier": 3, "given": 4, "also_given": 5, "title": 6,
        "organisation": 7, "currency": 8, "no_name": 9}
UPPER_ONLY, LOWER_OK, QUALIFIER_ONLY = 1, 2, 4
# The locales of CLDR that hold a language's names: Chinese in both scripts.
LOCALES = {"zh": ["zh", "zh_Hant"]}


class Table:
    """Keys with their postings, before they are packed."""

    def __init__(self):
        self.postings = {}
        self.uses = {}

    def add(self, name, posting):
        """Gives a name a meaning; names without a letter are left out."""
        tokens = tokens_of(name)
        if not tokens or not any(c.isalpha() for t in tokens for c in t):
            return
        self.postings.setdefault(" ".join(tokens), set()).add(posting)

    def use(self, name, target, kind, languages=ANY_LANGUAGE, flags=0):
        """Gives a name a meaning other than a city, in these languages."""
        key = fold_name(name)
        slot = (key, target, KIND[kind], flags)
        self.uses[slot] = self.uses.get(slot, 0) | languages
        return key


def language_mask(text):
    if text == "*":
        return ANY_LANGUAGE
    return sum(1 << LANGUAGES.index(language) for language in text.split(","))


def rows(name):
    for line in (SOURCE / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def flags_of(form):
    return LOWER_OK if form[0].islower() and script_of(form) != "AR" else 0


class Strings:
    """A pool of UTF-8 strings; each once."""

    def __init__(self):
        self.offsets, self.bytes = {}, bytearray()

    def place(self, text):
        raw = text.encode()
        if raw not in self.offsets:
            self.offsets[raw] = len(self.bytes)
            self.bytes += raw
        return self.offsets[raw], len(raw)


def prefixes_of(keys):
    """Every proper prefix of whole words."""
    return {" ".join(words[:n]) for words in map(str.split, keys) for n in range(1, len(words))}


def pack_keys(table):
    """Keys sorted by hash with their postings; every proper prefix of a key is a key that says `goes on`,
    and of one for small letters, that it leads to them."""
    prefixes = prefixes_of(table.postings)
    small = {key for key, _, kind, flags in table.uses if flags & LOWER_OK and kind <= KIND["adjective"]}
    small |= prefixes_of(small)
    best = {}
    keys, postings = [], []
    for key in sorted({*table.postings, *prefixes}):
        start = 0x3FFFFFFF
        if key in table.postings:
            for kind_bit, strength, target in table.postings[key]:
                slot = (key, kind_bit, target)
                best[slot] = max(best.get(slot, 0), strength)
            entries = sorted({(k, best[(key, k, t)], t) for k, _, t in table.postings[key]}, key=lambda e: (-e[0], e[2]))
            start = len(postings)
            for position, (kind_bit, strength, target) in enumerate(entries):
                last = 1 if position + 1 == len(entries) else 0
                postings.append(last << 31 | kind_bit << 30 | strength << 28 | target)
        keys.append((key_hash(key), start | (key in small) << 30 | (key in prefixes) << 31))
    keys.sort()
    assert len({h for h, _ in keys}) == len(keys), "two keys share a hash"
    return b"".join(struct.pack("<QI", *k) for k in keys), b"".join(struct.pack("<I", p) for p in postings)


def pack_uses(table):
    """Meanings other than cities, in the order of their keys."""
    packed = bytearray()
    for position, ((key, target, kind, flags), languages) in enumerate(sorted(table.uses.items())):
        packed += struct.pack("<HBBH", target, kind, flags, languages)
        table.postings.setdefault(key, set()).add((1, 0, position))
    return bytes(packed)
