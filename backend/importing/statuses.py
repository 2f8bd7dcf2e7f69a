"""What has become of an order, by the status that its shop gives it: a sale, none yet, or none at all?

A sale that is called off stays so for good, whatever a later export says. So an order that may still be paid is no
sale yet and none called off either: its row is refused, and read anew from the next export.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from backend.importing.words import phrases, spelt

LONGEST = 100
NOT_PAID_YET = "This order is not paid yet. Bring the export in again once it is."


class Fate(Enum):
    SALE = auto()
    GIVEN_BACK = auto()
    """A sale, all of which was given back."""
    NOT_YET = auto()
    CALLED_OFF = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, kw_only=True)
class Statuses:
    """A shop's own, as `spelt`; what is not among them means what it usually does, unless these are `all_there_are`."""

    sales: frozenset[str] = frozenset()
    not_yet: frozenset[str] = frozenset()
    called_off: frozenset[str] = frozenset()
    all_there_are: bool = False

    def fate(self, status: str) -> Fate:
        if not status:
            return Fate.SALE
        word = spelt(status[:LONGEST].casefold().removeprefix("wc-"))
        if word in _GIVEN_BACK:
            return Fate.GIVEN_BACK
        own = ((self.sales, Fate.SALE), (self.not_yet, Fate.NOT_YET), (self.called_off, Fate.CALLED_OFF))
        usual = ((_NOT_YET, Fate.NOT_YET), (_CALLED_OFF, Fate.CALLED_OFF))
        found = next((fate for words, fate in (*own, *usual) if word in words), None)
        return found or (Fate.UNKNOWN if self.all_there_are else Fate.SALE)


_GIVEN_BACK = phrases("refunded|fully refunded|erstattet|rembourse|remboursee|reembolsado|terugbetaald")
_CALLED_OFF = phrases("""
    void|voided|cancelled|canceled|failed|expired|declined|trash|deleted|abandoned|rejected
    storniert|abgebrochen|fehlgeschlagen|annule|annulee|echoue|echouee|anulado|cancelado|fallido|geannuleerd|mislukt""")
_NOT_YET = phrases("""
    pending|pending payment|payment pending|awaiting payment|waiting for payment|payment due|unpaid|not paid|open
    authorized|authorised|uncaptured|processing payment|payment processing|on hold|incomplete
    draft|auto draft|checkout draft
    ausstehend|zahlung ausstehend|offen|unbezahlt|nicht bezahlt|wartestellung|in wartestellung|entwurf
    en attente|en attente de paiement|attente paiement|impaye|impayee|non paye|non payee|brouillon
    pendiente|pendiente de pago|en espera|no pagado|borrador
    wacht op betaling|wachtend op betaling|in de wacht|openstaand|onbetaald|niet betaald|concept""")

USUAL = Statuses()
OF_SHOPIFY = Statuses(
    sales=phrases("paid|partially paid|partially refunded"),
    not_yet=phrases("pending|authorized"),
    called_off=phrases("voided|expired"),
)
"""The financial status. Partly paid is sold: the goods are the customer's, and the rest is owed."""
OF_STRIPE = Statuses(
    sales=phrases("succeeded|paid|partially refunded|partial refund|disputed|early fraud warning"),
    not_yet=phrases("""
        pending|processing|uncaptured|incomplete|requires payment method|requires confirmation|requires action
        requires capture"""),
    called_off=phrases("failed|canceled|cancelled|expired|blocked"),
    all_there_are=True,
)
"""Of a payment, as its pages and as its programs call it; what another may mean is not guessed."""
OF_WOOCOMMERCE = Statuses(
    sales=phrases("processing|completed"),
    not_yet=phrases("pending|pending payment|on hold|draft|checkout draft|auto draft"),
    called_off=phrases("cancelled|failed|trash"),
)
"""Processing is paid and waits to be sent; on hold waits for the money. Extensions add more, mostly of sending."""
