"""Is each row of any table read as what it says, and refused in a sentence where it says nothing that can be taken?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from backend.importing.columns import Field, Mapping
from backend.importing.conversations import conversation
from backend.importing.entries import BadRow, Contacted, Entry, Kind, Person, Sale, Stated
from backend.importing.sheets import open_sheet
from backend.importing.typed import read_entries
from backend.importing.values import DateStyle, NumberStyle
from events.kernel import Refused
from events.values import OUTCOMES, Channel, Outcome
from tests.importing.files import TODAY, entries, good, guessed, sheet_of, why, workbook

SALES = "Customer ID;Date;Amount;Quantity;Order ID;Name;Phone;E-mail;Town\n"
PEOPLE = "Name;Phone;E-mail;Last order;Total;Orders\n"
CALLS = "Date;Name;Type;Outcome;Notes\n"


def test_a_sale(tmp_path: Path) -> None:
    (entry,) = good(sheet_of(tmp_path, SALES + "7;2025-01-03;12.50;2;A1; Anna  Lang ;0221 123;Anna@Example.com;Bath\n"))
    assert entry == Entry(
        2,
        Person("7", "Anna Lang", "0221 123", "anna@example.com", "Bath"),
        Sale(date(2025, 1, 3), 1250, 2, "A1"),
        text="7;2025-01-03;12.50;2;A1; Anna  Lang ;0221 123;Anna@Example.com;Bath",
    )


@pytest.mark.parametrize(
    ("row", "sale"),
    [
        ("7;2025-01-03;$1,240.00;;", Sale(date(2025, 1, 3), 124_000)),
        ("7;20250103;0;1.0;", Sale(date(2025, 1, 3), 0)),
        ("7;3 Jan 2025;(45.00);1;", Sale(date(2025, 1, 3), 4_500, refund=True)),
        ("7;3 Jan 2025;-45;2;A7", Sale(date(2025, 1, 3), 4_500, 2, "A7", refund=True)),
        ("7;3 Jan 2025;45.5;-2;", Sale(date(2025, 1, 3), 4_550, 2, refund=True)),
        ("7;2026-03-02;33.3333;1;", Sale(TODAY, 3_333)),
    ],
)
def test_ways_to_write_a_sale(row: str, sale: Sale, tmp_path: Path) -> None:
    (entry,) = good(sheet_of(tmp_path, SALES + row + ";;;;\n"), "USD")
    assert entry.what == sale


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (";2025-01-03;12;1;;;;;", "does not say whose it is"),
        (";2025-01-03;12;1;;n/a;-;none;", "does not say whose it is"),
        ("7;;12;1;;;;;", "names no day"),
        ("7;2025-02-31;12;1;;;;;", 'no such day: "2025-02-31"'),
        ("7;soon;12;1;;;;;", "no such day"),
        ("7;2026-03-03;12;1;;;;;", "still to come"),
        ("7;1850-01-03;12;1;;;;;", "no such day"),
        ("7;2025-01-03;;1;;;;;", "names no amount"),
        ("7;2025-01-03;lots;1;;;;;", '"lots" is no amount'),
        ("7;2025-01-03;20 %;1;;;;;", "is no amount"),
        ("7;2025-01-03;12 pcs;1;;;;;", "is no amount"),
        ("7;2025-01-03;45 €;1;;;;;", "This row is in €; the firm's currency is GBP."),
        ("7;2025-01-03;CHF 45;1;;;;;", "This row is in CHF; the firm's currency is GBP."),
        ("7;2025-01-03;99999999999999;1;;;;;", "ten thousand million"),
        ("7;2025-01-03;12;1.5;;;;;", "no whole number"),
        ("7;2025-01-03;12;some;;;;;", "no whole number"),
        ("7;2025-01-03;12;9999999;;;;;", "a million at most"),
        ("7" * 101 + ";2025-01-03;12;1;;;;;", "longer than 100"),
        ("7;2025-01-03;12;1;;" + "x" * 201 + ";;;", "too long"),
        ("7;2025-01-03;12;1;" + "x" * 201 + ";;;;", "too long"),
        ("7;2025-01-03;12" + " " * 100 + ";1;;;;;", "is no amount"),
    ],
)
def test_why_a_sale_is_refused(row: str, reason: str, tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, SALES + row + "\n7;2025-01-03;12;1;;;;;\n")
    ((line, said),) = why(sheet)
    assert line == 2
    assert [one.cells for one in entries(sheet) if isinstance(one, BadRow)] == [tuple(row.split(";"))]
    assert reason in said
    assert said.endswith(".")


def test_a_row_that_could_be_read_two_ways_is_not_guessed(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, "Customer ID;Date;Amount\n7;04/05/2025;1,240\n")
    mapping = guessed(sheet).mapping

    def read(mapping: Mapping) -> Entry | BadRow:
        (row,) = read_entries(sheet, mapping, today=TODAY, currency="GBP")
        return row

    assert "whether the day or the month comes first" in str(read(mapping)[1])
    dated = replace(mapping, dates=DateStyle.MDY)
    assert "what its point or comma parts" in str(read(dated)[1])
    answered = read(replace(dated, numbers=NumberStyle.COMMA))
    assert isinstance(answered, Entry)
    assert answered.what == Sale(date(2025, 4, 5), 124)


def test_statuses_and_kinds_of_any_shop(tmp_path: Path) -> None:
    header = "Customer ID;Date;Amount;Status;Event type;Currency;Refunded\n"
    rows = [
        "7;2025-01-03;10;paid;Sale;GBP;",
        "7;2025-01-03;10;Cancelled;;gbp;",
        "7;2025-01-03;10;Storniert;;£;",
        "7;2025-01-03;10;shipped;Credit note;;",
        "7;2025-01-03;10;Refunded;;;4",
        "7;2025-01-03;10;fully refunded;;;",
    ]
    found = [entry.what for entry in good(sheet_of(tmp_path, header + "\n".join(rows)))]
    sale = Sale(date(2025, 1, 3), 1000)
    assert found == [
        sale,
        sale._replace(voided=True),
        sale._replace(voided=True),
        sale._replace(refund=True),
        sale._replace(refunded=400),
        sale._replace(refunded=1000),
    ]
    assert "no currency" in why(sheet_of(tmp_path, header + "7;2025-01-03;10;;;shells;\n"))[0][1]
    assert "neither a sale nor a refund" in why(sheet_of(tmp_path, header + "7;2025-01-03;10;;Drawer opened;;\n"))[0][1]


def test_people_and_what_is_stated_of_their_past(tmp_path: Path) -> None:
    rows = [
        "Anna Lang;0221 123;anna@example.com;12.03.2024;1.240,50;7",
        "Bert Roe;;;never;-;",
        "Cy Dee;;not an address;;;0",
    ]
    anna, bert, cy = good(sheet_of(tmp_path, PEOPLE + "\n".join(rows)))
    assert anna.what == Stated(date(2024, 3, 12), 124_050, 7)
    assert (bert.person, bert.what) == (Person(None, "Bert Roe"), None)
    assert (cy.person, cy.what) == (Person(None, "Cy Dee"), Stated(orders=0))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Anna;;;31.02.2024;;", "no such day"),
        ("Anna;;;2031-01-01;;", "still to come"),
        ("Anna;;;;much;", "no amount"),
        ("Anna;;;;-5;", "less than nothing"),
        (";;;2024-01-01;5;", "whose it is"),
    ],
)
def test_why_a_person_is_refused(row: str, reason: str, tmp_path: Path) -> None:
    assert reason in why(sheet_of(tmp_path, PEOPLE + row + "\n"))[0][1]


def test_consent_is_what_a_column_says_and_else_not_asked(tmp_path: Path) -> None:
    header = "Name;Newsletter;SMS consent;May we call;Unsubscribed;Salesperson\n"
    rows = ["Anna;yes;No;;;Bea", "Bert;;;maybe;;", "Cy;ja;;1;yes;"]
    anna, bert, cy = good(sheet_of(tmp_path, header + "\n".join(rows)))
    assert (anna.consent, anna.owner) == (((Channel.EMAIL, True), (Channel.TEXT, False)), "Bea")
    assert (bert.consent, bert.owner) == ((), None)
    assert cy.consent == ((Channel.EMAIL, False), (Channel.CALL, True))


@pytest.mark.parametrize(
    ("cell", "email"),
    [
        ("Anna <Anna@Example.com>", "anna@example.com"),
        ("anna@example.com; lang@example.com", "anna@example.com"),
        ("anna@example.com,lang@example.com", None),
        ("anna@home", None),
        ("n/a", None),
    ],
)
def test_an_e_mail_address_is_taken_out_of_what_stands_around_it(cell: str, email: str | None, tmp_path: Path) -> None:
    (entry,) = good(sheet_of(tmp_path, f'Name|E-mail\nAnna|"{cell}"\n'))
    assert entry.person.email == (email or ("anna@example.com" if "," in cell else None))


def test_names_from_their_parts_or_the_firm(tmp_path: Path) -> None:
    header = "First name;Last name;Company;Phone;Phone (2)\n"
    rows = ["Anna;Lang;Lang Ltd;;0221 1", ";Roe;;call the shop;0221 2; ", ";;Dee & Co;'0221 3;", "'+x;O'Neil;;;"]
    found = [entry.person for entry in good(sheet_of(tmp_path, header + "\n".join(rows)))]
    assert found == [
        Person(None, "Anna Lang", "0221 1"),
        Person(None, "Roe"),
        Person(None, "Dee & Co", "0221 3"),
        Person(None, "+x O'Neil"),
    ]


def test_calls_and_visits_of_the_past(tmp_path: Path) -> None:
    rows = [
        "2025-01-03;Anna;Phone call;Left message;asked for\tMr Roe",
        "2025-01-04;Bert;Meeting;;",
        "2025-01-05;Cy;;Voicemail;",
    ]
    found = [entry.what for entry in good(sheet_of(tmp_path, CALLS + "\n".join(rows)))]
    assert found == [
        Contacted(date(2025, 1, 3), Channel.CALL, Outcome.VOICEMAIL, "asked for\tMr Roe"),
        Contacted(date(2025, 1, 4), Channel.VISIT, Outcome.MET),
        Contacted(date(2025, 1, 5), Channel.CALL, Outcome.VOICEMAIL),
    ]
    sheet = sheet_of(tmp_path, CALLS + "2027-01-03;Anna;call;spoke;\n2025-01-03;Anna;call;spoke;" + "x" * 4_001)
    assert ["still to come" in why(sheet)[0][1], "too long" in why(sheet)[1][1]] == [True, True]


@pytest.mark.parametrize(
    ("how", "result", "found"),
    [
        ("rang", "spoke", (Channel.CALL, Outcome.SPOKE)),
        ("Call", "Connected", (Channel.CALL, Outcome.SPOKE)),
        ("Call", "Completed", (Channel.CALL, Outcome.SPOKE)),
        ("outbound call", "no answer", (Channel.CALL, Outcome.NO_ANSWER)),
        ("CALL", "Left live message", (Channel.CALL, Outcome.VOICEMAIL)),
        ("Anruf", "nicht erreicht", (Channel.CALL, Outcome.NO_ANSWER)),
        ("call", "wrong number", (Channel.CALL, Outcome.WRONG_NUMBER)),
        ("call", "not interested", (Channel.CALL, Outcome.SAID_NO)),
        ("call", "Ordered 2 chairs", (Channel.CALL, Outcome.ORDERED)),
        ("E-mail", "", (Channel.EMAIL, Outcome.SENT)),
        ("e-mail", "completed", (Channel.EMAIL, Outcome.SENT)),
        ("email", "replied", (Channel.EMAIL, Outcome.ANSWERED)),
        ("WhatsApp", "sent", (Channel.TEXT, Outcome.SENT)),
        ("SMS", "no answer", (Channel.TEXT, Outcome.SENT)),
        ("letter", "sent", (Channel.LETTER, Outcome.SENT)),
        ("Visit", "nobody in", (Channel.VISIT, Outcome.NOT_IN)),
        ("Visit", "no answer", (Channel.VISIT, Outcome.NOT_IN)),
        ("Zoom meeting", "met", (Channel.VIDEO, Outcome.MET)),
        ("", "met", (Channel.VISIT, Outcome.MET)),
        ("left message", "", (Channel.CALL, Outcome.VOICEMAIL)),
    ],
)
def test_words_for_channels_and_outcomes(how: str, result: str, found: tuple[Channel, Outcome]) -> None:
    assert conversation(how, result) == found
    assert found[1] in OUTCOMES[found[0]]


@pytest.mark.parametrize(
    ("how", "result", "reason"),
    [
        ("call", "", "what came of the call"),
        ("call", "purple", '"purple" is no outcome'),
        ("pigeon", "", "how the customer was reached"),
        ("", "sent", "how the customer was reached"),
        ("letter", "voicemail", "cannot end as: voicemail"),
    ],
)
def test_words_that_do_not_say_it(how: str, result: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        conversation(how, result)


def test_a_mapping_of_another_file_is_noticed_before_a_row_is_read(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, "Name;Town\nAnna;Bath\n")
    with pytest.raises(Refused, match="Choose them again"):
        read_entries(sheet, Mapping(Kind.PEOPLE, {Field.NAME: (2,)}), today=TODAY, currency="GBP")
    with pytest.raises(Refused, match="Say which column holds: date, amount"):
        read_entries(sheet, Mapping(Kind.PURCHASES, {Field.NAME: (0,)}), today=TODAY, currency="GBP")


def test_a_workbook_says_the_same_as_a_table(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Customer ID", "Date", "Amount"],
        [7, datetime(2025, 1, 3), 1.234],
        [7, datetime(2025, 1, 3, 9), 1240.5],
    ]
    found = [entry.what for entry in good(open_sheet(workbook(tmp_path, rows)))]
    assert found == [Sale(date(2025, 1, 3), 123), Sale(date(2025, 1, 3), 124_050)]


def test_contact_cards_are_people(tmp_path: Path) -> None:
    card = "BEGIN:VCARD\nVERSION:3.0\nN:Lang;Anna;;;\nFN:Anna Lang\nORG:Lang Ltd\nTEL:0221 1\nADR:;;Ring 1;Bath;;BA1;\n"
    (entry,) = good(sheet_of(tmp_path, card + "EMAIL:A@Example.com\nEND:VCARD\n"))
    assert entry.person == Person(None, "Anna Lang", "0221 1", "a@example.com", "Ring 1, BA1 Bath")
