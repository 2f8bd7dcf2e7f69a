"""Which well-known shop, till or address book wrote this file, and what is peculiar to its exports?

The layouts are those of their own exports as users have them; each names its columns by patterns, for they differ by
version and by how many phones somebody has.
"""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from backend.importing.columns import Field, Mapping
from backend.importing.entries import Kind
from backend.importing.statuses import OF_SHOPIFY, OF_STRIPE, OF_WOOCOMMERCE, USUAL, Statuses


@dataclass(frozen=True, kw_only=True)
class Preset:
    """`marks`: columns that only this layout has together. `fields`: what is where; of "a|b" the first that is there.

    `source` is whose numbers of customers and orders these are. `whole_orders`: a row is a line of an order, and what
    concerns the order stands on its first row, or on each. `statuses`: what those of its orders mean.
    `only_yes`: a no to e-mails was never asked. `guest` is the number of nobody. `parted` is a sign between several
    values of one cell.
    """

    name: str
    source: str
    kind: Kind
    marks: tuple[str, ...]
    fields: AnyMapping[Field, tuple[str, ...]]
    whole_orders: bool = False
    statuses: Statuses = USUAL
    only_yes: bool = False
    guest: str | None = None
    parted: str | None = None

    def fits(self, names: Sequence[str]) -> bool:
        return all(_places(names, mark) for mark in self.marks)

    def mapping(self, columns: Sequence[str]) -> Mapping:
        names = [plain(column) for column in columns]
        found = {
            which: tuple(dict.fromkeys(place for pattern in patterns for place in _places(names, pattern)))
            for which, patterns in self.fields.items()
        }
        return Mapping(self.kind, {which: places for which, places in found.items() if places})


def plain(column: str) -> str:
    return " ".join(column.casefold().replace("*", "").split())


def _places(names: Sequence[str], pattern: str) -> list[int]:
    """Where columns of this pattern stand; of alternatives, the first that is there."""
    for alternative in pattern.split("|"):
        found = [place for place, name in enumerate(names) if fnmatchcase(name, alternative)]
        if found:
            return found
    return []


def preset_of(columns: Sequence[str]) -> Preset | None:
    names = [plain(column) for column in columns]
    return next((preset for preset in PRESETS if preset.fits(names)), None)


def preset_named(name: str | None) -> Preset | None:
    return next((preset for preset in PRESETS if preset.name == name), None)


SHOPIFY = Preset(
    name="Shopify orders",
    source="shopify",
    kind=Kind.PURCHASES,
    marks=("name", "financial status", "lineitem quantity", "created at"),
    fields={
        Field.ORDER_ID: ("name",),
        Field.DATE: ("created at",),
        Field.AMOUNT: ("total",),
        Field.QUANTITY: ("lineitem quantity",),
        Field.CURRENCY: ("currency",),
        Field.STATUS: ("financial status",),
        Field.REFUNDED: ("refunded amount",),
        Field.EMAIL: ("email",),
        Field.NAME: ("billing name", "shipping name"),
        Field.COMPANY: ("billing company", "shipping company"),
        Field.PHONE: ("phone", "billing phone", "shipping phone"),
        Field.PLACE: ("billing street|billing address1", "billing zip", "billing city"),
        Field.OTHER_PLACE: ("shipping street|shipping address1", "shipping zip", "shipping city"),
        Field.CONSENT_EMAIL: ("accepts marketing",),
    },
    whole_orders=True,
    statuses=OF_SHOPIFY,
    only_yes=True,
)
SQUARE = Preset(
    name="Square transactions",
    source="square",
    kind=Kind.PURCHASES,
    marks=("date", "gross sales", "total collected", "transaction id", "event type"),
    fields={
        Field.ORDER_ID: ("transaction id",),
        Field.DATE: ("date",),
        Field.AMOUNT: ("total collected",),
        Field.EVENT_TYPE: ("event type",),
        Field.NUMBER: ("customer id",),
        Field.NAME: ("customer name",),
    },
)
STRIPE = Preset(
    name="Stripe payments",
    source="stripe",
    kind=Kind.PURCHASES,
    marks=("id", "amount", "amount refunded", "currency", "status", "created*(utc)"),
    fields={
        Field.ORDER_ID: ("id",),
        Field.DATE: ("created*(utc)",),
        Field.AMOUNT: ("amount",),
        Field.REFUNDED: ("amount refunded",),
        Field.CURRENCY: ("currency",),
        Field.STATUS: ("status",),
        Field.NUMBER: ("customer id",),
        Field.EMAIL: ("customer email",),
        Field.NAME: ("customer name", "card name", "customer description"),
        Field.PHONE: ("customer phone",),
    },
    statuses=OF_STRIPE,
)
_WOO_PERSON = {
    Field.NUMBER: ("customer_id|customer id|customer_user|customer user id",),
    Field.FIRST_NAME: ("billing_first_name|first name (billing)|billing first name",),
    Field.LAST_NAME: ("billing_last_name|last name (billing)|billing last name",),
    Field.COMPANY: ("billing_company|company (billing)|billing company",),
    Field.EMAIL: ("billing_email|email (billing)|billing email", "customer_email"),
    Field.PHONE: ("billing_phone|phone (billing)|billing phone",),
    Field.PLACE: (
        "billing_address_1|address 1&2 (billing)|address 1 (billing)|billing address 1",
        "billing_postcode|postcode (billing)|billing postcode",
        "billing_city|city (billing)|billing city",
    ),
}
_WOO_SALE = {
    Field.ORDER_ID: ("order_number|order number|order_id|order id",),
    Field.DATE: ("order_date|order date|date_created|date",),
    Field.AMOUNT: ("order_total|order total amount|order total|total",),
    Field.REFUNDED: ("order refund amount|refunded_total|total_refunded|refund_total|refunded total",),
    Field.CURRENCY: ("order_currency|order currency|currency",),
    Field.STATUS: ("order_status|order status|status",),
    Field.QUANTITY: ("quantity|item quantity|item_quantity|quantity (- refund)",),
}
WOOCOMMERCE = tuple(
    Preset(
        name=name,
        source="woocommerce",
        kind=Kind.PURCHASES,
        marks=tuple(marks),
        fields=_WOO_SALE | _WOO_PERSON,
        whole_orders=True,
        statuses=OF_WOOCOMMERCE,
        guest="0",
    )
    for name, *marks in (
        ("WooCommerce orders", "order number", "order status", "order date", "email (billing)", "order total*"),
        ("WooCommerce order lines", "order_id|order_number", "*status", "billing_email", "*total", "*date*"),
    )
)
WOO_ANALYTICS = Preset(
    name="WooCommerce analytics",
    source="woocommerce",
    kind=Kind.PURCHASES,
    marks=("date", "order #", "status", "customer", "customer type"),
    fields={
        Field.ORDER_ID: ("order #",),
        Field.DATE: ("date",),
        Field.AMOUNT: ("n. revenue|net sales|net revenue",),
        Field.STATUS: ("status",),
        Field.NAME: ("customer",),
        Field.QUANTITY: ("items sold",),
    },
    statuses=OF_WOOCOMMERCE,
)
HUBSPOT = Preset(
    name="HubSpot contacts",
    source="hubspot",
    kind=Kind.PEOPLE,
    marks=("record id*", "first name", "last name", "email", "contact owner|lifecycle stage|lead status"),
    fields={
        Field.NUMBER: ("record id*",),
        Field.FIRST_NAME: ("first name",),
        Field.LAST_NAME: ("last name",),
        Field.COMPANY: ("company name", "associated company"),
        Field.EMAIL: ("email",),
        Field.PHONE: ("mobile phone number", "phone number"),
        Field.PLACE: ("street address", "postal code", "city"),
        Field.OWNER: ("contact owner",),
        Field.LAST_ORDER: ("recent deal close date",),
        Field.TOTAL: ("total revenue",),
        Field.NO_EMAIL: ("unsubscribed from all email",),
    },
)
PIPEDRIVE = Preset(
    name="Pipedrive people",
    source="pipedrive",
    kind=Kind.PEOPLE,
    marks=("person - name",),
    fields={
        Field.NUMBER: ("person - id",),
        Field.NAME: ("person - name",),
        Field.FIRST_NAME: ("person - first name",),
        Field.LAST_NAME: ("person - last name",),
        Field.COMPANY: ("organization - name", "person - organization"),
        Field.PHONE: ("person - phone*mobile*", "person - phone*"),
        Field.EMAIL: ("person - email*work*", "person - email*"),
        Field.PLACE: ("organization - address", "person - postal address"),
        Field.OWNER: ("person - owner",),
    },
)
_GOOGLE_BOTH = {
    Field.EMAIL: ("e-mail ? - value",),
    Field.PHONE: ("phone ? - value",),
    Field.PLACE: (
        "address 1 - street|address 1 - formatted",
        "address 1 - postal code",
        "address 1 - city",
    ),
}
GOOGLE_NEW = Preset(
    name="Google Contacts",
    source="google",
    kind=Kind.PEOPLE,
    marks=("first name", "last name", "organization name", "labels", "e-mail 1 - value|phone 1 - value"),
    fields=_GOOGLE_BOTH
    | {
        Field.FIRST_NAME: ("first name", "middle name"),
        Field.LAST_NAME: ("last name",),
        Field.COMPANY: ("organization name",),
    },
    parted=":::",
)
GOOGLE_OLD = Preset(
    name="Google Contacts (older)",
    source="google",
    kind=Kind.PEOPLE,
    marks=("name", "given name", "family name", "group membership"),
    fields=_GOOGLE_BOTH
    | {
        Field.NAME: ("name",),
        Field.FIRST_NAME: ("given name", "additional name"),
        Field.LAST_NAME: ("family name",),
        Field.COMPANY: ("organization 1 - name",),
    },
    parted=":::",
)
OUTLOOK = Preset(
    name="Outlook contacts",
    source="outlook",
    kind=Kind.PEOPLE,
    marks=("first name", "last name", "e-mail address", "business phone|mobile phone"),
    fields={
        Field.FIRST_NAME: ("first name", "middle name"),
        Field.LAST_NAME: ("last name",),
        Field.COMPANY: ("company",),
        Field.EMAIL: ("e-mail address", "e-mail ? address"),
        Field.PHONE: (
            *("mobile phone", "business phone", "business phone 2", "company main phone", "primary phone"),
            *("home phone", "home phone 2", "other phone"),
        ),
        Field.PLACE: ("business street", "business postal code", "business city"),
        Field.OTHER_PLACE: ("home street", "home postal code", "home city"),
    },
)
PRESETS: tuple[Preset, ...] = (
    *(SHOPIFY, SQUARE, STRIPE, *WOOCOMMERCE, WOO_ANALYTICS),
    *(HUBSPOT, PIPEDRIVE, GOOGLE_NEW, GOOGLE_OLD, OUTLOOK),
)
