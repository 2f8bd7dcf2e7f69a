"""What was sold, given back or called off, by a row of a shop's or till's export?"""

from __future__ import annotations

import re
from functools import lru_cache

from backend.importing.columns import Field, Mapping
from backend.importing.entries import Sale
from backend.importing.persons import Cells, line_of, pick
from backend.importing.presets import Preset
from backend.importing.reading import Reading
from backend.importing.statuses import LONGEST, NOT_PAID_YET, USUAL, Fate
from backend.importing.words import spelt
from events.kernel import Refused

_REFUND = re.compile(
    r"refund|return|credit|chargeback|erstatt|gutschrift|retour|rembours|avoir|reembols|devoluc|terugbet"
)
_SALE = re.compile(
    r"payment|(?<!no )sale|order|purchase|charge|invoice|verkauf|rechnung|vente|facture|venta|verkoop|factuur|bestel"
)


_REST = (Field.CURRENCY, Field.STATUS, Field.REFUNDED, Field.EVENT_TYPE)


class SaleReader:
    """Reads the sale of each row in turn; raises Refused where there is none."""

    def __init__(self, mapping: Mapping, reading: Reading, preset: Preset | None) -> None:
        self._reading = reading
        self._fate = lru_cache(maxsize=1_024)((preset.statuses if preset else USUAL).fate)
        self.order_of = pick(mapping, Field.ORDER_ID)
        self._date, self._amount = pick(mapping, Field.DATE), pick(mapping, Field.AMOUNT)
        self._quantity = pick(mapping, Field.QUANTITY)
        self._rest = [pick(mapping, which) for which in _REST] if any(map(mapping.columns.get, _REST)) else []

    def sale(self, cells: Cells) -> Sale:
        on, amount = self._reading.day(self._date(cells)), self._reading.amount(self._amount(cells))
        quantity, order = self.quantity(cells), _order(self.order_of(cells))
        sale = Sale(on, abs(amount), abs(quantity), order, 0, amount < 0 or quantity < 0)
        return self._with_rest(cells, sale) if self._rest else sale

    def _with_rest(self, cells: Cells, sale: Sale) -> Sale:
        currency, status, refunded, event = (one(cells).strip() for one in self._rest)
        if currency:
            self._reading.check_currency(currency)
        refund, fate = sale.refund or (event != "" and _gives_back(event)), self._fate(status[:LONGEST])
        if refund:
            return sale._replace(refund=True, voided=fate is Fate.CALLED_OFF)
        if fate is Fate.NOT_YET:
            raise Refused(NOT_PAID_YET)
        if fate is Fate.UNKNOWN:
            raise Refused(f'Whether this order is paid is not clear from its status "{status[:40]}".')
        given_back = abs(self._reading.amount_if_any(refunded) or 0)
        if not given_back and fate is Fate.GIVEN_BACK:
            given_back = sale.amount
        return sale._replace(refunded=given_back, voided=fate is Fate.CALLED_OFF)

    def quantity(self, cells: Cells) -> int:
        said = self._quantity(cells)
        found = self._reading.count_if_any(said) if said else None
        return 1 if found is None else found

    def line(self, cells: Cells, first: Sale) -> Sale:
        """A further line of the order of `first`, on whose row the amount of the whole order stands."""
        return first._replace(amount=0, quantity=abs(self.quantity(cells)), refunded=0)


@lru_cache(maxsize=1_024)
def _gives_back(event: str) -> bool:
    """Raises Refused for a row that is neither a sale nor a refund."""
    word = spelt(event[:100])
    if _REFUND.search(word):
        return True
    if word and not _SALE.search(word):
        raise Refused(f'This row is neither a sale nor a refund, but "{event.strip()[:40]}".')
    return False


def _order(text: str) -> str | None:
    return line_of(text) if text else None
