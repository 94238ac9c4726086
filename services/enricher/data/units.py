"""States, provinces and counties."""

from folding import fold_name
from names import ANY_LANGUAGE, QUALIFIER_ONLY, UPPER_ONLY, language_mask, rows

# First-level units whose bare names may stand in running text; elsewhere they only qualify a place.
ADMIN1_IN_TEXT = {"US", "CA", "AU", "DE", "FR", "ES", "IT", "IN", "CN", "BR", "MX", "GB", "NL", "BE", "PL", "UA", "RU",
                  "AT", "CH", "ZA", "JP", "PK", "TR"}


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
    for code, languages, forms in rows("admin1_names.tsv"):
        for form in forms.split("|"):
            table.use(form, position_of[code], "admin1", language_mask(languages))
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
