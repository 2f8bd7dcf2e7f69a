"""Does an order that is not paid yet wait for the next export, while one that came to nothing is called off?"""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.importing.entries import BadRow, Entry, Sale
from backend.importing.statuses import NOT_PAID_YET
from tests.importing.files import entries, sheet_of
from tests.importing.firm import Shop
from tests.importing.test_presets import SHOPIFY, STRIPE, WOO, WOO_ANALYTICS, WOO_PLAIN, row

ANY = "Order,Date,Amount,Status,E-mail"
WHO = {
    SHOPIFY: {"created_at": "2025-03-12", "total": "45", "email": "anna@example.com", "currency": "GBP"},
    STRIPE: {"created_utc": "2025-03-12", "amount": "45", "customer_email": "anna@example.com", "currency": "gbp"},
    WOO: {"order_date": "2025-03-12", "order_total_amount": "45", "email_billing": "anna@example.com"},
    WOO_PLAIN: {"order_date": "2025-03-12", "order_total": "45", "billing_email": "anna@example.com"},
    WOO_ANALYTICS: {"date": "2025-03-12", "n_revenue": "45", "customer": "Anna Lang"},
    ANY: {"date": "2025-03-12", "amount": "45", "email": "anna@example.com"},
}
ORDER = {SHOPIFY: "name", STRIPE: "id", WOO: "order_number", WOO_PLAIN: "order_id", WOO_ANALYTICS: "order"}
STATUS = {SHOPIFY: "financial_status", WOO: "order_status"}
WOO_NOT_YET = (
    "Pending payment",
    "pending",
    "wc-pending",
    "On hold",
    "on-hold",
    "wc-on-hold",
    "checkout-draft",
    "Draft",
)
WOO_SOLD = ("Completed", "wc-processing", "Processing", "shipped", "wc-refunded", "")
NOT_YET = [
    (SHOPIFY, ("pending", "authorized")),
    (STRIPE, ("Pending", "Uncaptured", "Incomplete", "processing", "requires_capture", "requires_payment_method")),
    (WOO, WOO_NOT_YET),
    (WOO_PLAIN, WOO_NOT_YET),
    (WOO_ANALYTICS, WOO_NOT_YET),
    (ANY, ("pending", "AUTHORISED", "Processing payment", "on hold", "Incomplete", "open", "Draft", "unpaid")),
    (ANY, ("offen", "Zahlung ausstehend", "En attente", "Impayé", "Pendiente de pago", "Wacht op betaling")),
]
CALLED_OFF = [
    (SHOPIFY, ("voided", "expired")),
    (STRIPE, ("Failed", "canceled", "Blocked")),
    (WOO, ("Cancelled", "wc-failed", "trash")),
    (WOO_ANALYTICS, ("cancelled", "failed")),
    (ANY, ("Void", "cancelled", "failed", "Storniert", "Annulée", "declined")),
]
SOLD = [
    (SHOPIFY, ("paid", "partially_paid", "partially_refunded", "refunded", "")),
    (STRIPE, ("Paid", "succeeded", "Partially refunded", "Refunded", "Disputed", "")),
    (WOO, WOO_SOLD),
    (WOO_ANALYTICS, WOO_SOLD),
    (ANY, ("paid", "shipped", "In Bearbeitung", "Refunded", "")),
]


def cases(of: list[tuple[str, tuple[str, ...]]]) -> list[tuple[str, str]]:
    return [(header, status) for header, every in of for status in every]


def export(header: str, status: str, order: str = "17") -> str:
    said = WHO[header] | {ORDER.get(header, "order"): order, STATUS.get(header, "status"): status}
    return f"{header}\n{row(header, **said)}\n"


def read(folder: Path, content: str) -> Entry | BadRow:
    (found,) = entries(sheet_of(folder, content))
    return found


@pytest.mark.parametrize(("header", "status"), cases(NOT_YET))
def test_an_order_that_may_still_be_paid_waits(header: str, status: str, tmp_path: Path) -> None:
    found = read(tmp_path, export(header, status))
    assert isinstance(found, BadRow)
    assert found.why == NOT_PAID_YET


@pytest.mark.parametrize(("header", "status"), cases(CALLED_OFF))
def test_an_order_that_came_to_nothing_is_called_off(header: str, status: str, tmp_path: Path) -> None:
    found = read(tmp_path, export(header, status))
    assert isinstance(found.what if isinstance(found, Entry) else None, Sale)
    assert found.what.voided  # type: ignore[union-attr]


@pytest.mark.parametrize(("header", "status"), cases(SOLD))
def test_an_order_that_was_paid_is_a_sale(header: str, status: str, tmp_path: Path) -> None:
    found = read(tmp_path, export(header, status))
    assert isinstance(found, Entry)
    assert isinstance(found.what, Sale)
    assert not found.what.voided
    assert found.what.refunded == (4500 if status.lower().removeprefix("wc-") == "refunded" else 0)


def test_what_a_status_of_stripe_may_mean_is_not_guessed(tmp_path: Path) -> None:
    found = read(tmp_path, export(STRIPE, "Under review"))
    assert found[1] == 'Whether this order is paid is not clear from its status "Under review".'


def test_further_lines_of_an_order_wait_with_it(tmp_path: Path) -> None:
    content = export(SHOPIFY, "pending") + row(SHOPIFY, name="17", lineitem_quantity="3") + "\n"
    assert [one.why for one in entries(sheet_of(tmp_path, content)) if isinstance(one, BadRow)] == [NOT_PAID_YET] * 2


def test_a_refund_is_given_back_whatever_else_is_open(tmp_path: Path) -> None:
    found = read(tmp_path, export(ANY, "open").replace(",45,", ",-45,"))
    assert isinstance(found, Entry)
    assert isinstance(found.what, Sale)
    assert found.what.refund


@pytest.mark.parametrize(
    ("header", "before", "after"),
    [(STRIPE, "Pending", "Paid"), (WOO, "Pending payment", "Completed"), (SHOPIFY, "authorized", "paid")],
)
def test_an_order_counts_once_it_is_paid(header: str, before: str, after: str, tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    try:
        for status, orders in ((before, []), (after, [1]), (after, [1])):
            rows = entries(sheet_of(tmp_path, export(header, status)))
            shop.bring([one for one in rows if isinstance(one, Entry)], source="shop")
            assert [line[-1] for line in shop.book()] == orders
        shop.sound()
    finally:
        shop.store.close()
