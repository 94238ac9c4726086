"""Inflected forms of country adjectives and place names, by suffix rules per language.

The rules are deliberately greedy: a form that no text uses costs twelve bytes, a missing one costs a country.
"""

def dutch(base):
    """Attributive, predicative and plural demonym: Amerikaanse, Amerikaans, Amerikaan, Amerikanen."""
    forms = {base}
    stem = base[:-1] if base.endswith("e") else base
    forms |= {stem, stem + "e"}
    if stem.endswith("isch"):
        forms |= {stem + "e", stem[:-4] + "iër", stem[:-4] + "iërs"}
    if stem.endswith("aans"):
        forms |= {stem[:-1], stem[:-3] + "nen"}
    if stem.endswith("ees"):
        forms |= {stem[:-2] + "se", stem[:-2] + "zen"}
    elif stem.endswith("es") and base.endswith("se"):
        forms |= {stem[:-2] + "ees", stem[:-2] + "ezen"}
    if stem.endswith("lands"):
        forms |= {stem[:-1] + "er", stem[:-1] + "ers"}
    return forms


def english(base):
    """Adjective and plural."""
    return {base} if base.endswith(("ese", "ish", "s")) else {base, base + "s"}


def german(base):
    """The declension of an adjective on -isch, and the demonym that -anisch implies. Adjectives are lower case."""
    lower = base[0].lower() + base[1:]
    stem = lower
    for ending in ("er", "es", "e"):
        if lower.endswith("sch" + ending):
            stem = lower[: -len(ending)]
            break
    forms = {stem + ending for ending in ("", "e", "er", "en", "em", "es")}
    if stem.endswith("anisch"):
        noun = stem[0].upper() + stem[1:-4] + "er"
        forms |= {noun, noun + "n", noun + "in", noun + "s"}
    return forms


def french(base):
    """Masculine, feminine and their plurals, from either gender."""
    masculine = base
    for feminine, restored in (("ienne", "ien"), ("éenne", "éen"), ("aise", "ais"), ("oise", "ois"),
                               ("aine", "ain"), ("ande", "and"), ("ole", "ol")):
        if base.endswith(feminine):
            masculine = base[: -len(feminine)] + restored
    forms = {base, masculine}
    if masculine.endswith("en"):
        return forms | {masculine + ending for ending in ("s", "ne", "nes")}
    if masculine.endswith("s"):
        return forms | {masculine + ending for ending in ("e", "es")}
    if masculine.endswith("e"):
        return forms | {masculine + "s"}
    return forms | {masculine + ending for ending in ("s", "e", "es")}


def iberian(base):
    """Spanish and Portuguese: gender and number, from either gender."""
    for ending in ("esa", "és", "ês"):
        if base.endswith(ending):
            stem = base[: -len(ending)]
            return {stem + e for e in ("és", "esa", "eses", "esas")}
    if base.endswith(("o", "a")) and not base.endswith(("ita", "ota", "ga")):
        return {base[:-1] + ending for ending in ("o", "a", "os", "as")}
    if base.endswith("í"):
        return {base, base + "es", base + "s"}
    return {base, base + "s"} if base[-1] in "eaoi" else {base, base + "es", base + "a", base + "as"}


def italian(base):
    """Gender and number."""
    if base.endswith("e"):
        return {base, base[:-1] + "i"}
    if base.endswith(("ita", "ota", "ga")):
        return {base, base[:-1] + "i", base[:-1] + "e"}
    stem = base[:-1]
    hard = "h" if stem.endswith(("c", "g")) else ""
    return {stem + "o", stem + "a", stem + "i", stem + hard + "i", stem + hard + "e"}


def polish(base):
    """The declension of an adjective on -ski, -cki, -dzki."""
    for ending in ("skie", "ckie", "zkie", "ska", "cka", "zka", "ski", "cki", "zki"):
        if base.endswith(ending):
            stem = base[: -len(ending)] + ending[:2]
            endings = ("i", "a", "ie", "iego", "iej", "iemu", "im", "ich", "imi", "ą", "o")
            return {stem + e for e in endings}
    return {base}


def russian(base):
    """The declension of an adjective on -ский."""
    for ending in ("ский", "ская", "ское", "ские", "цкий", "цкая"):
        if base.endswith(ending):
            stem = base[:-2]
            endings = ("ий", "ая", "ое", "ие", "ого", "ой", "ому", "ую", "им", "ом", "их", "ими")
            return {stem + e for e in endings}
    return {base}


def ukrainian(base):
    """The declension of an adjective on -ський, -цький, -зький."""
    for ending in ("ький", "ька", "ьке", "ьку"):
        if base.endswith(ending):
            stem = base[: -len(ending)] + "ьк"
            endings = ("ий", "а", "е", "і", "ого", "ої", "ому", "ій", "у", "им", "их", "ими", "ою")
            return {stem + e for e in endings}
    return {base}


def arabic(base):
    """Feminine and sound plurals of a nisba."""
    stem = base[:-1] if base.endswith("ة") else base
    first, _, rest = stem.partition(" ")
    if rest:
        return {stem, first + "ة " + rest + "ة", stem + "ة"}
    return {stem + ending for ending in ("", "ة", "ين", "ون", "ات", "ا", "تين")}


def turkish(base):
    """Singular and plural; cases of proper names stand behind an apostrophe, where the tokenizer cuts."""
    return {base, base + ("ler" if _last_vowel(base) in "eiöü" else "lar")}


def turkish_demonym(name):
    """Amerikalı, Ukraynalı, İranlı, Türkmenistanlı and their plurals."""
    suffix = {"a": "lı", "ı": "lı", "o": "lu", "u": "lu", "e": "li", "i": "li", "ö": "lü", "ü": "lü"}
    demonym = name + suffix.get(_last_vowel(name), "li")
    return {demonym, demonym + ("lar" if demonym[-1] in "ıu" else "ler")}


def _last_vowel(word):
    vowels = [c for c in word.replace("İ", "i").replace("I", "ı").lower() if c in "aeıioöuü"]
    return vowels[-1] if vowels else "e"


ADJECTIVE = {
    "nl": dutch, "en": english, "de": german, "fr": french, "es": iberian, "pt": iberian, "it": italian,
    "pl": polish, "ru": russian, "uk": ukrainian, "ar": arabic, "tr": turkish,
}


def adjective(language, base):
    """All forms of an adjective's base form, sorted."""
    forms = set()
    words = base.split(" ")
    for form in ADJECTIVE[language](base if language == "ar" else words[-1]):
        forms.add(form if language == "ar" else " ".join(words[:-1] + [form]))
    return sorted(forms)


def noun(language, name):
    """Case forms of a one-word place name in a language that declines it; else nothing."""
    if " " in name or len(name) < 4:
        return []
    rules = {"pl": _polish_noun, "ru": _russian_noun, "uk": _ukrainian_noun}
    return sorted(rules[language](name)) if language in rules else []


def _polish_noun(name):
    stem = name[:-1]
    if name.endswith(("ja", "ia", "la", "ca")):
        base = stem[:-1] + "i" if name.endswith("ja") and stem[-2] not in "aeiouyó" else stem
        return {base, base + "i", stem + "i", stem + "ę", stem + "ą", stem + "o", stem + "y"}
    if name.endswith("ka"):
        return {stem + "i", stem[:-1] + "ce", stem + "ę", stem + "ą"}
    if name.endswith("a"):
        softened = {"d": "dzie", "t": "cie", "r": "rze", "ł": "le"}.get(stem[-1], stem[-1] + "ie")
        return {stem + "y", stem[:-1] + softened, stem + "ę", stem + "ą", stem + "ie"}
    if name[-1] in "eioóuy":
        return {stem + ending for ending in ("a", "u", "em", "ie")}
    softened = {"d": "dzie", "t": "cie", "r": "rze", "ł": "le"}.get(name[-1], name[-1] + "ie")
    return {name + ending for ending in ("u", "a", "em", "iem", "owi")} | {stem + softened}


def _russian_noun(name):
    stem = name[:-1]
    if name.endswith("ия"):
        return {stem + ending for ending in ("и", "ю", "ей")}
    if name.endswith("а"):
        return {stem + ending for ending in ("ы", "и", "е", "у", "ой")}
    if name.endswith("я"):
        return {stem + ending for ending in ("и", "е", "ю", "ей")}
    if name.endswith("ь"):
        return {stem + ending for ending in ("и", "ью", "я", "ю", "ем", "е")}
    if name.endswith("й"):
        return {stem + ending for ending in ("я", "ю", "ем", "е")}
    if name[-1] in "еиоуыэ":
        return set()
    return {name + ending for ending in ("а", "у", "ом", "е")}


def _ukrainian_noun(name):
    stem = name[:-1]
    if name.endswith("ія"):
        return {stem + ending for ending in ("ї", "ю", "єю")}
    if name.endswith("а"):
        return {stem + ending for ending in ("и", "і", "у", "ою")}
    if name.endswith("я"):
        return {stem + ending for ending in ("і", "ї", "ю", "ею", "єю")}
    if name.endswith("ь"):
        return {stem + ending for ending in ("ю", "і", "я", "ем")}
    if name[-1] in "еиіоує":
        return set()
    return {name + ending for ending in ("а", "у", "ом", "і", "ові", "ем")}
