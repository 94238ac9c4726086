"""Countries, larger regions and their adjectives."""

from babel import Locale

import inflect
from folding import fold_name
from names import LANGUAGES, LOCALES, UPPER_ONLY, flags_of, language_mask, rows

M49_FROM_CLDR = ["018", "017", "030", "034", "039", "053", "054", "145", "154", "021", "019"]
RETIRED = {"CS", "AN"}


def territories(countries):
    """(scheme, code, English name, GeoNames id), countries first: a country's index fits a byte."""
    english = Locale("en").territories
    listed = [("iso3166-1", code, english.get(code, row["name"]), row["geonameid"])
              for code, row in sorted(countries.items()) if code not in RETIRED]
    assert len(listed) < 256
    own = [(row[0], row[1], row[2], 0) for row in rows("supranational.tsv")]
    listed += own + [("m49", code, english[code], 0) for code in M49_FROM_CLDR]
    return listed


def name_territories(table, listed):
    index = {(scheme, code): position for position, (scheme, code, _, _) in enumerate(listed)}
    for language in LANGUAGES:
        mask = 1 << LANGUAGES.index(language)
        listed_names = [Locale.parse(locale).territories for locale in LOCALES.get(language, [language])]
        for (scheme, code), target in index.items():
            known = [names[code] for names in listed_names if names.get(code)]
            if scheme == "dateline" or not known:
                continue
            name = known[0]
            forms = {form for name in known for form in (name, name.replace("’", "'"), name.split(" (")[0])}
            if language in ("zh", "ja"):
                forms |= {form.split("（")[0].split("(")[0] for form in known}
            forms |= set(inflect.noun(language, name))
            for form in sorted(forms):
                table.use(form, target, "name", mask)
            if language == "tr" and scheme == "iso3166-1":
                for form in inflect.turkish_demonym(name):
                    table.use(form, target, "adjective", mask)
    for languages, code, kind, forms in rows("territory_names.tsv"):
        target = index[("iso3166-1", code)]
        for form in forms.split("|"):
            flags = UPPER_ONLY if kind == "upper" else flags_of(form)
            table.use(form, target, "name", language_mask(languages), flags)
    for scheme, code, english, *by_language in rows("supranational.tsv"):
        for entry in by_language:
            languages, _, forms = entry.partition("=")
            for form in forms.split("|"):
                bare = form.removeprefix("@upper ")
                flags = UPPER_ONLY if bare != form else flags_of(bare)
                table.use(bare, index[(scheme, code)], "name", language_mask(languages), flags)
    return index


def name_adjectives(table, index):
    for language, code, form in rows("adjectives.tsv"):
        add_adjective(table, index, language, code, inflect.adjective(language, form))
    for language, code, kind, forms in rows("adjectives_own.tsv"):
        for form in forms.split("|"):
            inflected = inflect.adjective(language, form) if kind == "base" else [form]
            add_adjective(table, index, language, code, inflected)


def add_adjective(table, index, language, code, forms):
    target = index.get(("iso3166-1", code))
    if target is None:
        return
    mask = 1 << LANGUAGES.index(language)
    for form in forms:
        if len(fold_name(form)) > 2:
            table.use(form, target, "adjective", mask, flags_of(form))
