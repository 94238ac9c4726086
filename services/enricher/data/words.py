"""Words that steer recognition: names and titles of people, words of organisations, and what is no place."""

from babel import Locale

from folding import fold_name
from names import KIND, LANGUAGES, language_mask, rows


def calendar_words():
    """Months and days are no places at the head of a sentence."""
    words = set()
    for language in LANGUAGES:
        locale = Locale(language)
        for widths in (locale.months["format"], locale.months["stand-alone"], locale.days["format"]):
            words |= {fold_name(word) for word in widths["wide"].values()}
    return words


def read_words(table):
    """Enters names and titles of people and words of organisations; returns the keys that no city may claim."""
    taken = calendar_words()
    for kind, languages, words in rows("words.tsv"):
        for word in words.split(" "):
            key = fold_name(word.rstrip("_").replace("+", " "))
            if kind == "stop" and not word.endswith("_"):
                taken.add(key)
            elif kind in KIND:
                table.use(word, 0, kind, language_mask(languages))
                if kind == "given":
                    taken.add(key)
    return taken
