"""Do two spellings of one phone number give one key, and the quick way the same as the thorough one?"""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.importing.phones import _quick, _thorough, phone_key, region_of


@pytest.mark.parametrize(
    ("country", "texts", "key"),
    [
        ("GB", ["020 7946 0001", "+44 20 7946 0001", "+44 (0)20 7946 0001", "0044 20 79460001"], "+442079460001"),
        ("44", ["(020) 7946-0001", "02079460001", "020 7946 0001 ext. 12", "tel: 020 7946 0001"], "+442079460001"),
        ("DE", ["0221 / 123456", "+49 221 123456", "(0221) 12 34 56", "0049 221 123456"], "+49221123456"),
        ("+49", ["0221-123456"], "+49221123456"),
        ("US", ["(212) 555-0101", "1-212-555-0101", "+1 212 555 0101", "212.555.0101"], "+12125550101"),
        ("IT", ["06 1234 5678", "+39 06 1234 5678"], "+390612345678"),
        ("FR", ["01 23 45 67 89", "+33 1 23 45 67 89"], "+33123456789"),
        ("GB", ["+1 212 555 0101"], "+12125550101"),
    ],
)
def test_spellings_of_one_number(country: str, texts: list[str], key: str) -> None:
    assert [phone_key(text, country) for text in texts] == [key] * len(texts)


@pytest.mark.parametrize(
    ("text", "country"),
    [("", "GB"), ("none", "GB"), ("12", "GB"), ("0" * 100, "GB"), ("020 7946 0001", "XX"), ("+", "")],
)
def test_what_is_no_number(text: str, country: str) -> None:
    assert phone_key(text, country) is None


def test_countries_by_letters_or_code() -> None:
    assert [region_of(code) for code in ("gb", "44", "+44", " 1 ")] == ["GB", "GB", "GB", "US"]


@settings(max_examples=500, deadline=None)
@given(st.sampled_from(sorted(phonenumbers.SUPPORTED_REGIONS)), st.data())
def test_the_quick_way_says_what_the_thorough_one_says(region: str, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from([phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE]))
    example = phonenumbers.example_number_for_type(region, kind)
    digits = st.text("0123456789", min_size=3, max_size=12)
    layouts = [phonenumbers.PhoneNumberFormat.NATIONAL, phonenumbers.PhoneNumberFormat.INTERNATIONAL]
    spellings = [phonenumbers.format_number(example, layout) for layout in layouts] if example else []
    text = data.draw(st.one_of(digits, digits.map("0{}".format), digits.map("+{}".format), *map(st.just, spellings)))
    quick = _quick(text, region)
    assert quick is None or quick == _thorough(text, region)
