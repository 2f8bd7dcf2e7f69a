"""Is what stands beside an amount, or in a column of its own, the firm's currency?"""

from __future__ import annotations

from functools import lru_cache

from babel.numbers import list_currencies

from events.kernel import Refused

_SIGNS = {
    "€": "EUR",
    "£": "GBP EGP GIP FKP SHP SSP SYP",
    "$": "USD CAD AUD NZD SGD HKD TWD MXN ARS CLP COP UYU BBD BZD BMD BSD FJD JMD NAD TTD XCD",
    "us$": "USD",
    "ca$": "CAD",
    "c$": "CAD",
    "a$": "AUD",
    "au$": "AUD",
    "nz$": "NZD",
    "s$": "SGD",
    "hk$": "HKD",
    "r$": "BRL",
    "mx$": "MXN",
    "¥": "JPY CNY",
    "₹": "INR",
    "rs": "INR PKR LKR MUR NPR",
    "kr": "SEK NOK DKK ISK",
    "fr": "CHF",
    "sfr": "CHF",
    "zł": "PLN",
    "kč": "CZK",
    "ft": "HUF",
    "lei": "RON MDL",
    "r": "ZAR",
    "tl": "TRY",
    "₺": "TRY",
    "₽": "RUB",
    "₩": "KRW",
    "₪": "ILS",
    "₴": "UAH",
    "₦": "NGN",
    "฿": "THB",
    "₱": "PHP",
}


@lru_cache(maxsize=1_024)
def check_currency(said: str, currency: str) -> bool:
    """Whether it names a currency at all. Raises Refused where it names another one than the firm's."""
    word = said.strip().rstrip(".").casefold()
    codes = _SIGNS[word].split() if word in _SIGNS else [word.upper()] if word.upper() in list_currencies() else []
    if codes and currency not in codes:
        raise Refused(f"This row is in {said.strip().upper()}; the firm's currency is {currency}.")
    return bool(codes)
