"""Is it guessed what a file holds, in the words people use and from the cells where there are none?"""

from __future__ import annotations

import pytest

from backend.importing.columns import FIELDS, Field
from backend.importing.entries import Kind
from backend.importing.guess import guess
from backend.importing.words import SPELLINGS, spelt

ENCORE = "customer_id,date,quantity,amount,order_id,name,phone,email,place"


def fields(header: str, *rows: str) -> tuple[Kind, dict[Field, tuple[int, ...]]]:
    found = guess(header.split(","), [row.split(",") for row in rows])
    assert found.preset is None
    return found.kind, dict(found.mapping.columns)


def test_encores_own_columns() -> None:
    kind, found = fields(ENCORE)
    assert kind is Kind.PURCHASES
    assert {which.value: at for which, at in found.items()} == {
        **{name: (n,) for n, name in enumerate(ENCORE.split(",")) if n},
        "number": (0,),
    }


@pytest.mark.parametrize(
    ("header", "kind", "expected"),
    [
        (
            "Kundennr.,Vorname,Nachname,Ort,Rechnungsdatum,Betrag,Rechnungsnummer,Währung",
            Kind.PURCHASES,
            "number first_name last_name place date amount order_id currency",
        ),
        (
            "N° client,Prénom,Nom,Téléphone,Date de commande,Montant TTC,Qté",
            Kind.PURCHASES,
            "number first_name last_name phone date amount quantity",
        ),
        (
            "Código de cliente,Nombre,Apellidos,Móvil,Correo electrónico,Fecha,Importe,Nº factura",
            Kind.PURCHASES,
            "number first_name last_name phone email date amount order_id",
        ),
        (
            "Klantnummer,Naam,Telefoonnummer,Woonplaats,Factuurdatum,Bedrag,Aantal",
            Kind.PURCHASES,
            "number name phone place date amount quantity",
        ),
        ("Name,Phone,E-mail,Town,Last order,Total so far", Kind.PEOPLE, "name phone email place last_order total"),
        ("Name,Firma,Handy,letzter Kauf,Umsatz", Kind.PEOPLE, "name company phone last_order total"),
        ("Customer,Mobile phone,Newsletter,Salesperson", Kind.PEOPLE, "name phone consent_email owner"),
        ("Date,Customer,Type,Outcome,Notes", Kind.CONTACTS, "date name channel outcome note"),
        ("Datum,Kunde,Kontaktart,Ergebnis,Bemerkung", Kind.CONTACTS, "date name channel outcome note"),
    ],
)
def test_columns_in_the_words_of_people(header: str, kind: Kind, expected: str) -> None:
    found_kind, found = fields(header)
    by_place = {place: which.value for which, places in found.items() for place in places}
    assert (found_kind, " ".join(by_place[place] for place in sorted(by_place))) == (kind, expected)


def test_an_address_is_put_in_order_and_phones_are_all_taken() -> None:
    _, found = fields("Name,Town,Postcode,Street,Phone,Phone (2),Mobile")
    assert found[Field.PLACE] == (3, 2, 1)
    assert found[Field.PHONE] == (4, 6, 5)


def test_a_phrase_within_a_name_counts_unless_it_is_about_something_else() -> None:
    _, found = fields("Customer's full name,Private phone number,Phone type,Date of birth,Shipping total,Country code")
    assert set(found) == {Field.NAME, Field.PHONE}


def test_cells_tell_what_names_do_not() -> None:
    kind, found = fields("A,B,C,D", "anna@example.com,12/03/2024,£12.50,Anna", "bert@example.com,13/03/2024,£1.00,Bert")
    assert kind is Kind.PURCHASES
    assert found == {Field.DATE: (1,), Field.AMOUNT: (2,), Field.EMAIL: (0,)}


def test_customers_who_are_digits_are_numbers() -> None:
    assert fields("Customer,Date,Amount", "7,2024-03-01,12")[1][Field.NUMBER] == (0,)
    assert fields("Customer,Date,Amount", "Anna,2024-03-01,12")[1][Field.NAME] == (0,)


def test_nothing_known_is_nothing_guessed() -> None:
    assert fields("x,y", "1,2") == (Kind.PEOPLE, {})


def test_every_spelling_is_spelt_as_columns_are_looked_up() -> None:
    assert not [phrase for phrases in SPELLINGS.values() for phrase in phrases if spelt(phrase) != phrase]


@pytest.mark.parametrize("kind", Kind)
def test_no_phrase_means_two_things_in_one_kind(kind: Kind) -> None:
    known = [(phrase, which) for which in FIELDS[kind] for phrase in SPELLINGS.get(which, ())]
    assert len({phrase for phrase, _ in known}) == len(known)
