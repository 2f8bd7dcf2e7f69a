"""Are the exports of the usual shops, tills and address books known by their columns, with what is peculiar to each?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from backend.importing.entries import Entry, Kind, Person, Sale, Stated
from backend.importing.presets import PRESETS, preset_named, preset_of
from events.values import Channel
from tests.importing.files import entries, good, guessed, sheet_of, why

SHOPIFY = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,"
    "Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,"
    "Lineitem name,Lineitem price,Billing Name,Billing Street,Billing Address1,Billing Company,Billing City,"
    "Billing Zip,Billing Phone,Shipping Name,Shipping City,Refunded Amount,Id,Phone"
)
SQUARE = (
    "Date,Time,Time Zone,Gross Sales,Discounts,Net Sales,Tax,Tip,Partial Refunds,Total Collected,Source,"
    "Transaction ID,Payment ID,Staff Name,Details,Description,Event Type,Location,Customer ID,Customer Name,"
    "Customer Reference ID"
)
STRIPE = (
    "id,Description,Seller Message,Created (UTC),Amount,Amount Refunded,Currency,Converted Amount,Fee,Status,"
    "Statement Descriptor,Customer ID,Customer Description,Customer Email,Captured"
)
WOO = (
    "Order Number,Order Status,Order Date,First Name (Billing),Last Name (Billing),Company (Billing),"
    "City (Billing),Postcode (Billing),Email (Billing),Phone (Billing),Order Refund Amount,Order Total Amount,"
    "Item Name,Quantity,Item Cost"
)
WOO_PLAIN = (
    "order_id,order_date,status,order_total,order_currency,customer_id,billing_first_name,billing_last_name,"
    "billing_email"
)
WOO_ANALYTICS = "Date,Order #,N. Revenue,Status,Customer,Customer type,Product(s),Items sold,Coupon(s)"
HUBSPOT = (
    "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Lead Status,Create Date,Lifecycle Stage,"
    "Associated Company"
)
PIPEDRIVE = (
    "Person - Name*,Person - First name,Person - Last name,Person - Phone,Person - Email (Work),"
    "Person - Email (Home),Organization - Name*,Organization - Address,Deal - Title,Deal - Value"
)
GOOGLE_NEW = (
    "First Name,Middle Name,Last Name,Name Prefix,File As,Organization Name,Birthday,Notes,Labels,"
    "E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value,"
    "Address 1 - Label,Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - Postal Code"
)
GOOGLE_OLD = (
    "Name,Given Name,Additional Name,Family Name,Group Membership,E-mail 1 - Type,E-mail 1 - Value,"
    "Phone 1 - Type,Phone 1 - Value,Organization 1 - Name,Organization 1 - Title"
)
OUTLOOK = (
    "Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,Business Street,Business City,"
    "Business Postal Code,Home Street,Home City,Home Postal Code,Business Fax,Business Phone,Home Phone,"
    "Mobile Phone,E-mail Address,E-mail Type,E-mail Display Name"
)


def row(header: str, **said: str) -> str:
    """A row of the cells that are said, by the letters of their columns' names."""
    names = {"".join(filter(str.isalnum, name)).lower(): place for place, name in enumerate(header.split(","))}
    cells = [""] * len(names)
    for name, cell in said.items():
        cells[names[name.replace("_", "").lower()]] = f'"{cell}"' if "," in cell or "\n" in cell else cell
    return ",".join(cells)


@pytest.mark.parametrize(
    ("header", "name", "kind", "source"),
    [
        (SHOPIFY, "Shopify orders", Kind.PURCHASES, "shopify"),
        (SQUARE, "Square transactions", Kind.PURCHASES, "square"),
        (STRIPE, "Stripe payments", Kind.PURCHASES, "stripe"),
        (STRIPE.replace("Created (UTC)", "Created date (UTC)"), "Stripe payments", Kind.PURCHASES, "stripe"),
        (WOO, "WooCommerce orders", Kind.PURCHASES, "woocommerce"),
        (WOO_PLAIN, "WooCommerce order lines", Kind.PURCHASES, "woocommerce"),
        (WOO_ANALYTICS, "WooCommerce analytics", Kind.PURCHASES, "woocommerce"),
        (HUBSPOT, "HubSpot contacts", Kind.PEOPLE, "hubspot"),
        (PIPEDRIVE, "Pipedrive people", Kind.PEOPLE, "pipedrive"),
        (GOOGLE_NEW, "Google Contacts", Kind.PEOPLE, "google"),
        (GOOGLE_OLD, "Google Contacts (older)", Kind.PEOPLE, "google"),
        (OUTLOOK, "Outlook contacts", Kind.PEOPLE, "outlook"),
    ],
)
def test_a_layout_is_known_by_its_columns(header: str, name: str, kind: Kind, source: str, tmp_path: Path) -> None:
    found = guessed(sheet_of(tmp_path, "\ufeff" + header + "\n"))
    assert found.preset is preset_named(name)
    assert found.preset is not None
    assert (found.kind, found.preset.kind, found.preset.source) == (kind, kind, source)
    assert not found.mapping.missing()


def test_other_tables_are_no_preset() -> None:
    assert preset_of(["Name", "Email", "Total", "Created at"]) is None
    assert preset_named(None) is preset_named("Anna's list") is None
    assert all(preset_named(preset.name) for preset in PRESETS)


def test_shopify_orders_have_a_row_for_each_item(tmp_path: Path) -> None:
    first = row(
        SHOPIFY,
        name="#1001",
        email="Anna@Example.com",
        financial_status="paid",
        accepts_marketing="yes",
        currency="GBP",
        total="62.50",
        created_at="2025-10-07 09:50:26 +0200",
        lineitem_quantity="2",
        billing_name="Anna Lang",
        billing_street="5 rue du Bac",
        billing_zip="'75008",
        billing_city="Paris",
        refunded_amount="0.00",
        phone="'+33 1 23 45 67 89",
    )
    second = row(SHOPIFY, name="#1001", email="Anna@Example.com", lineitem_quantity="3")
    other = row(
        SHOPIFY,
        name="#1002",
        email="bert@example.com",
        currency="GBP",
        total="5",
        created_at="2025-10-08 10:00:00 +0200",
        financial_status="partially_refunded",
        refunded_amount="2.50",
        lineitem_quantity="1",
        accepts_marketing="no",
    )
    one, further, two = good(sheet_of(tmp_path, "\n".join([SHOPIFY, first, second, other])))
    anna = Person(None, "Anna Lang", "+33 1 23 45 67 89", "anna@example.com", "5 rue du Bac, 75008, Paris")
    assert (one.line, one.person, one.consent) == (2, anna, ((Channel.EMAIL, True),))
    assert one.what == Sale(date(2025, 10, 7), 6250, 2, "#1001")
    assert (further.line, further.person) == (3, anna)
    assert further.what == Sale(date(2025, 10, 7), 0, 3, "#1001")
    assert two.what == Sale(date(2025, 10, 8), 500, 1, "#1002", refunded=250)
    assert two.consent == ()


def test_shopify_orders_that_were_called_off_given_back_or_in_another_currency(tmp_path: Path) -> None:
    shared = {"created_at": "2025-10-07 09:50:26 +0200", "lineitem_quantity": "1", "total": "10.00"}
    rows = [
        row(SHOPIFY, name="#1", email="a@example.com", currency="GBP", financial_status="voided", **shared),
        row(SHOPIFY, name="#2", email="a@example.com", currency="GBP", financial_status="refunded", **shared),
        row(SHOPIFY, name="#3", email="a@example.com", currency="USD", financial_status="paid", **shared),
        row(SHOPIFY, name="#3", email="a@example.com", lineitem_quantity="4"),
        row(SHOPIFY, name="#4", currency="GBP", financial_status="paid", **shared),
    ]
    sheet = sheet_of(tmp_path, "\n".join([SHOPIFY, *rows]))
    off, back = (entry.what for entry in entries(sheet) if isinstance(entry, Entry))
    assert off == Sale(date(2025, 10, 7), 1000, 1, "#1", voided=True)
    assert back == Sale(date(2025, 10, 7), 1000, 1, "#2", refunded=1000)
    usd = "This row is in USD; the firm's currency is GBP."
    assert why(sheet)[:2] == [(4, usd), (5, usd)]
    assert why(sheet)[2][1].startswith("This row does not say whose it is")


def test_square_writes_dollars_and_refunds_as_rows(tmp_path: Path) -> None:
    rows = [
        row(
            SQUARE,
            date="8/22/2025",
            total_collected="$1,240.00",
            transaction_id="T1",
            event_type="Payment",
            customer_id="C1",
            customer_name="Anna Lang",
        ),
        row(
            SQUARE,
            date="8/23/2025",
            total_collected="-$45.00",
            transaction_id="T2",
            event_type="Refund",
            customer_id="C1",
            customer_name="Anna Lang",
        ),
        row(SQUARE, date="8/23/2025", total_collected="$5.00", transaction_id="T3", event_type="Payment"),
        row(
            SQUARE,
            date="8/23/2025",
            total_collected="$0.00",
            transaction_id="T4",
            event_type="No Sale",
            customer_id="C1",
        ),
    ]
    sheet = sheet_of(tmp_path, "\n".join([SQUARE, *rows]))
    paid, back = (entry for entry in entries(sheet, "USD") if isinstance(entry, Entry))
    assert paid.person == Person("C1", "Anna Lang")
    assert paid.what == Sale(date(2025, 8, 22), 124_000, 1, "T1")
    assert back.what == Sale(date(2025, 8, 23), 4_500, 1, "T2", refund=True)
    assert [line for line, _ in why(sheet, "USD")] == [4, 5]
    assert why(sheet, "GBP")[0] == (2, "This row is in $; the firm's currency is GBP.")


def test_stripe_payments_that_did_not_come_about_are_no_sales(tmp_path: Path) -> None:
    def paid(number: str, status: str, refunded: str = "0.00", currency: str = "gbp") -> str:
        return row(
            STRIPE,
            id=number,
            created_utc="2025-03-12 09:14",
            amount="45.00",
            amount_refunded=refunded,
            currency=currency,
            status=status,
            customer_id="cus_1",
            customer_email="anna@example.com",
        )

    rows = [
        paid("ch_1", "succeeded"),
        paid("ch_2", "Failed"),
        paid("ch_3", "Refunded", "45.00"),
        paid("ch_4", "Paid", "5.00"),
    ]
    sheet = sheet_of(tmp_path, "\n".join([STRIPE, *rows, paid("ch_5", "Paid", currency="eur")]))
    found = [entry.what for entry in entries(sheet) if isinstance(entry, Entry)]
    on = date(2025, 3, 12)
    assert found == [
        Sale(on, 4500, 1, "ch_1"),
        Sale(on, 4500, 1, "ch_2", voided=True),
        Sale(on, 4500, 1, "ch_3", refunded=4500),
        Sale(on, 4500, 1, "ch_4", refunded=500),
    ]
    assert why(sheet) == [(6, "This row is in EUR; the firm's currency is GBP.")]


def test_woocommerce_repeats_the_total_on_each_item(tmp_path: Path) -> None:
    def item(number: str, status: str, quantity: str, refund: str = "") -> str:
        return row(
            WOO,
            order_number=number,
            order_status=status,
            order_date="2025-03-12 09:14",
            first_name_billing="Anna",
            last_name_billing="Lang",
            city_billing="Bath",
            postcode_billing="BA1 1AA",
            email_billing="anna@example.com",
            order_refund_amount=refund,
            order_total_amount="30.00",
            quantity=quantity,
        )

    rows = [
        item("1", "Completed", "1"),
        item("1", "Completed", "2"),
        item("2", "wc-cancelled", "1"),
        item("3", "wc-refunded", "1"),
    ]
    found = good(sheet_of(tmp_path, "\n".join([WOO, *rows, item("4", "Processing", "1", "10.00")])))
    on = date(2025, 3, 12)
    assert found[0].person == Person(None, "Anna Lang", None, "anna@example.com", "BA1 1AA, Bath")
    assert [entry.what for entry in found] == [
        Sale(on, 3000, 1, "1"),
        Sale(on, 0, 2, "1"),
        Sale(on, 3000, 1, "2", voided=True),
        Sale(on, 3000, 1, "3", refunded=3000),
        Sale(on, 3000, 1, "4", refunded=1000),
    ]


def test_woocommerce_guests_have_no_number(tmp_path: Path) -> None:
    rows = [
        "7,2025-03-12 09:14:00,wc-completed,30.00,GBP,0,Anna,Lang,anna@example.com",
        "8,2025-03-12,wc-completed,3,GBP,12,Bert,Roe,b@example.com",
    ]
    guest, member = good(sheet_of(tmp_path, "\n".join([WOO_PLAIN, *rows])))
    assert guest.person == Person(None, "Anna Lang", None, "anna@example.com")
    assert member.person.number == "12"


def test_people_of_hubspot_and_pipedrive(tmp_path: Path) -> None:
    hubspot = row(
        HUBSPOT,
        record_id="501",
        first_name="Anna",
        last_name="Lang",
        email="anna@example.com",
        phone_number="0221 123",
        contact_owner="Bea Sales",
        create_date="3/15/2024 2:30 PM",
        associated_company="Lang Ltd",
    )
    (anna,) = good(sheet_of(tmp_path, HUBSPOT + "\n" + hubspot))
    assert anna == Entry(
        2, Person("501", "Anna Lang", "0221 123", "anna@example.com"), None, "Bea Sales", (), text=hubspot
    )
    pipedrive = row(
        PIPEDRIVE,
        person_name="Bert Roe",
        person_phone="0221 456",
        person_email_home="bert@example.com",
        organization_address="1 High St, Bath",
    )
    (bert,) = good(sheet_of(tmp_path, PIPEDRIVE + "\n" + pipedrive))
    assert bert.person == Person(None, "Bert Roe", "0221 456", "bert@example.com", "1 High St, Bath")


def test_hubspot_says_what_was_bought_and_who_wants_no_mail(tmp_path: Path) -> None:
    header = HUBSPOT + ",Recent Deal Close Date,Total Revenue,Unsubscribed from all email"
    rows = ['1,Anna,Lang,a@example.com,,,,,,,2024-03-12 09:14,"1,240.5",true', "2,Bert,Roe,b@example.com,,,,,,,,,"]
    anna, bert = good(sheet_of(tmp_path, "\n".join([header, *rows])))
    assert (anna.what, anna.consent) == (Stated(date(2024, 3, 12), 124_050), ((Channel.EMAIL, False),))
    assert (bert.what, bert.consent) == (None, ())


def test_google_contacts_old_and_new(tmp_path: Path) -> None:
    new = row(
        GOOGLE_NEW,
        first_name="Anna",
        middle_name="M.",
        last_name="Lang",
        organization_name="Lang Ltd",
        labels="* myContacts",
        email_1_value="anna@example.com ::: lang@example.com",
        phone_2_value="0221 123 ::: 0221 456",
        address_1_formatted="1 High St\nBath",
        address_1_street="1 High St",
        address_1_city="Bath",
    )
    only_firm = row(GOOGLE_NEW, organization_name="Roe Ltd", phone_1_value="0221 7")
    anna, firm = good(sheet_of(tmp_path, "\n".join([GOOGLE_NEW, new, only_firm])))
    assert anna.person == Person(None, "Anna M. Lang", "0221 123", "anna@example.com", "1 High St, Bath")
    assert firm.person == Person(None, "Roe Ltd", "0221 7")
    old = row(GOOGLE_OLD, name="Anna Lang", given_name="Anna", email_1_value="anna@example.com")
    assert good(sheet_of(tmp_path, GOOGLE_OLD + "\n" + old))[0].person == Person(
        None, "Anna Lang", None, "anna@example.com"
    )


def test_an_address_that_is_only_written_whole(tmp_path: Path) -> None:
    header = GOOGLE_NEW.removesuffix(",Address 1 - Street,Address 1 - City,Address 1 - Postal Code")
    (anna,) = good(
        sheet_of(tmp_path, header + "\n" + row(header, first_name="Anna", address_1_formatted="1 High St\nBath"))
    )
    assert anna.person.place == "1 High St, Bath"


def test_outlook_calls_the_mobile_phone_first_and_the_home_where_there_is_no_business(tmp_path: Path) -> None:
    both = row(
        OUTLOOK,
        first_name="Zoë",
        last_name="Müller",
        business_phone="0221 1",
        home_phone="0221 2",
        mobile_phone="0170 3",
        business_street="Ring 1",
        business_city="Köln",
        home_city="Bonn",
        email_address="Zoe@Example.com",
    )
    home = row(OUTLOOK, company="Roe Ltd", home_phone="0221 2", home_street="Weg 2", home_city="Bonn")
    sheet = sheet_of(tmp_path, "\n".join([OUTLOOK, both, home]).encode("cp1252"))
    zoe, roe = good(sheet)
    assert zoe.person == Person(None, "Zoë Müller", "0170 3", "zoe@example.com", "Ring 1, Köln")
    assert roe.person == Person(None, "Roe Ltd", "0221 2", None, "Weg 2, Bonn")


def test_woocommerce_rows_of_one_order_may_stand_apart(tmp_path: Path) -> None:
    def item(number: str) -> str:
        said = {"order_number": number, "order_status": "Completed", "order_date": "2025-03-12 09:14"}
        return row(WOO, **said, email_billing=f"{number}@example.com", order_total_amount="30.00", quantity="1")

    found = good(sheet_of(tmp_path, "\n".join([WOO, item("1"), item("2"), item("1")])))
    assert [(entry.what.order_id, entry.what.amount) for entry in found if isinstance(entry.what, Sale)] == [
        ("1", 3000),
        ("2", 3000),
        ("1", 0),
    ]
