"""Do managers see every number, what others would mean for the work, and does adopting them keep everything before?"""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from backend.projections import effect
from backend.projections.verify import differences
from backend.projections.views import Views
from backend.web.rule_words import GROUPS, WORDS
from backend.web.rulebook_form import typed_of
from events.firm import FIRM
from events.rhythm import FitRhythm, RhythmFitted
from events.rulebook import FIRM_WIDE, AdoptRulebook, Rulebook, RulebookAdopted, Segment
from events.tags import TagCustomer
from tests.conftest import Clock
from tests.web.firm import BOB, CHARLIE, MANAGER, SOUTH, Firm, told

JSON = {"Accept": "application/json"}
TRADE = Segment(name="Trade", tag="trade", worth_from=100_000, changes=(("quiet_after", 7),))


@pytest.fixture
def mona(firm: Firm) -> FlaskClient:
    return firm.client(MANAGER)


def form(firm: Firm, **changes: Any) -> dict[str, Any]:
    """As a browser sends it: every number, and an empty segment."""
    numbers = {name: getattr(Rulebook(), name) for name in WORDS}
    empty = {f"segment-0-{name}": "" for name in ("name", "tag", "worth_from", "worth_below", "what-0", "number-0")}
    return {**numbers, **empty, "name": "", "version": "0", "fact_id": str(uuid4()), **changes}


def in_force(mona: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = told(mona, "/rulebook")
    return found


def adopted(firm: Firm) -> list[RulebookAdopted]:
    return [noted.body for noted in firm.store.stream(FIRM) if isinstance(noted.body, RulebookAdopted)]


def test_every_number_of_the_rulebook_has_words() -> None:
    assert [one.name for one in fields(Rulebook) if one.name not in WORDS] == ["segments"]
    assert set(WORDS) <= {one.name for one in fields(Rulebook)}
    assert [group for group in GROUPS if group not in {word.group for word in WORDS.values()}] == []
    for name, word in WORDS.items():
        assert word.group in GROUPS
        assert word.words.count("{}") == 1
        assert word.low <= getattr(Rulebook(), name) <= word.high


def test_the_page_says_every_number(firm: Firm, mona: FlaskClient) -> None:
    shown = unescape(mona.get("/rulebook").text)
    for name, word in WORDS.items():
        assert word.label in shown
        assert f'name="{name}"' in shown
    assert "from 3 purchase days on, after at least 28 days of silence" in shown
    assert "Nobody changed the rulebook yet." in shown
    assert in_force(mona)["rulebook"]["quiet_after"] == 28


def test_the_page_says_what_your_own_customers_taught(firm: Firm, mona: FlaskClient) -> None:
    shown = unescape(mona.get("/rulebook").text)
    assert "Until 100 customers have come back, Encore uses the numbers of another shop." in shown
    assert "A second purchase is asked for from day 30 to day 90." in shown
    assert "A silence is fresh until day 84." in shown
    found = RhythmFitted(
        method="a test", as_of=firm.today, customers=500, repeaters=100, purchases=1_000, log_likelihood=-1.0,
        r=0.5, alpha=3.0, a=0.9, b=1.6, back_quarter=10, back_half=20, back_three_quarters=50, shelf_life=56,
    )  # fmt: skip
    firm.do(FIRM, FitRhythm(found=found))
    shown = unescape(mona.get("/rulebook").text)
    assert "By what your own customers bought until 2 March." in shown
    assert "A silence is fresh until day 56, not 84: your customers usually wait less." in shown
    assert in_force(mona)["learned"]["until"] == "2026-03-02"
    assert "A second purchase is asked for from day 20 to day 50" in in_force(mona)["learned"]["words"]


def test_only_managers_rule(firm: Firm, alice: FlaskClient, admin: FlaskClient) -> None:
    for client in (alice, admin):
        assert client.get("/rulebook").status_code == 403
        assert client.post("/rulebook", data=form(firm)).status_code == 403
        assert client.post("/rulebook/look", data=form(firm)).status_code == 403


def test_looking_tells_the_effect_and_changes_nothing(firm: Firm, mona: FlaskClient) -> None:
    for number in range(6):
        firm.customer(f"Customer {number}", bought=(10,))
    firm.customer("Of Bob", owner=BOB, bought=(10,))
    firm.customer("Of the south", owner=CHARLIE, team=SOUTH, bought=(10,))
    head = firm.store.head().position
    answer = mona.post(
        "/rulebook/look", json={"pleased_for": 0, "second_after": 100, "second_until": 100}, headers=JSON
    )
    seen = answer.get_json()
    assert (seen["customers"], seen["counted_on_every"]) == (7, 1)
    assert seen["cards_a_day"] == {"now": 0.7, "then": 0.0}
    assert seen["lanes"]["pleased"] == {"now": 0.3, "then": 0.0}
    assert seen["lanes"]["second"] == {"now": 0.3, "then": 0.0}
    assert seen["waiting"] == {"now": 7, "then": 0}
    assert seen["weeks"][3] == {"now": 7, "then": 0}
    assert [(one["name"], one["now"]) for one in seen["people"]] == [("Alice Adams", 0.6), ("Bob Brown", 0.1)]
    shown = unescape(mona.post("/rulebook/look", data=form(firm, pleased_for="0")).text)
    assert "0.3 cards a day, now 0.7" in shown
    assert "Pleased with it?: for 0 days, before 7." in shown
    assert "Counted on all 7 customers." in shown
    assert firm.store.head().position == head
    assert in_force(mona)["version"] == 0


def test_many_customers_are_counted_by_a_sample(firm: Firm, mona: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effect, "MOST_COUNTED", 4)
    for number in range(10):
        firm.customer(f"Customer {number}", bought=(10,))
    seen = mona.post("/rulebook/look", json={"pleased_for": 0}, headers=JSON).get_json()
    assert (seen["counted_on_every"], seen["waiting"]) == (3, {"now": 12, "then": 0})
    assert "Counted on every 3rd of 10 customers." in mona.post("/rulebook/look", data=form(firm)).text


def test_the_effect_is_what_comes_when_it_is_adopted(firm: Firm, mona: FlaskClient) -> None:
    customer = firm.customer(bought=(10,))
    firm.do(customer, TagCustomer(tag="trade"))
    changes: dict[str, Any] = {
        "segment-0-name": "Trade",
        "segment-0-tag": " Trade ",
        "segment-0-what-0": "second_after",
        "segment-0-number-0": "10",
        "pleased_for": "0",
    }
    seen = mona.post("/rulebook/look", data=form(firm, **changes), headers=JSON).get_json()
    assert seen["lanes"]["second"]["then"] == 0.1
    assert mona.post("/rulebook", data=form(firm, **changes, name="Autumn")).status_code == 303
    (card,) = told(firm.client(UUID(int=0xA11CE)), "/queue")["cards"]
    assert (card["customer"], card["lane"]) == (str(customer), "second")
    assert list(differences(firm.store)) == []


def test_a_rulebook_is_adopted_with_a_name_and_older_ones_are_kept(firm: Firm, mona: FlaskClient, clock: Clock) -> None:
    answer = mona.post("/rulebook", data=form(firm, quiet_after="21", name=" Autumn "))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/rulebook?said=adopted")
    clock.move(timedelta(days=3))
    segment = {"segment-0-name": "Trade", "segment-0-tag": "trade", "segment-0-worth_from": "1000"}
    differing = {"segment-0-what-0": "quiet_after", "segment-0-number-0": "7"}
    mona.post("/rulebook", data=form(firm, **segment, **differing, version="1"))
    assert [one.rulebook for one in adopted(firm)] == [Rulebook(quiet_after=21), Rulebook(segments=(TRADE,))]
    found = in_force(mona)
    assert (found["version"], found["name"]) == (2, "")
    assert [(one["number"], one["name"], one["by"], one["changes"]) for one in found["versions"]] == [
        (
            2,
            "",
            "Mona Marsh",
            [
                "Gone quiet: after at least 28 days of silence, before 21",
                "For “Trade” (tag trade, worth £1,000 or more): gone quiet after at least 7 days of silence",
            ],
        ),
        (1, "Autumn", "Mona Marsh", ["Gone quiet: after at least 21 days of silence, before 28"]),
    ]
    shown = unescape(mona.get("/rulebook?said=adopted").text)
    assert "These numbers decide from now on." in shown
    assert "In force: <b>version 2</b>, since 5 March." in shown
    assert "Version 1, since 2 March, by Mona Marsh" in shown
    assert "Since 5 March, by Mona Marsh, in force" in shown


def test_an_older_version_is_taken_as_the_draft_again(firm: Firm, mona: FlaskClient) -> None:
    firm.do(FIRM, AdoptRulebook(rulebook=Rulebook(quiet_after=33, segments=(TRADE,)), name="Autumn"), by=MANAGER)
    firm.do(FIRM, AdoptRulebook(rulebook=Rulebook(), name="Winter"), by=MANAGER)
    shown = unescape(mona.get("/rulebook?of=1").text)
    assert "Below are the numbers of Autumn." in shown
    for name, value in (("quiet_after", "33"), ("segment-0-tag", "trade"), ("segment-0-worth_from", "1000")):
        assert f'value="{value}"' in shown[shown.index(f'id="field-{name}"') - 200 : shown.index(f'name="{name}"')]
    answer = mona.post("/rulebook", json={**in_force(mona)["versions"][1]["rulebook"], "name": "Again"}, headers=JSON)
    assert (answer.status_code, answer.get_json()) == (201, {"adopted": True})
    assert adopted(firm)[-1] == RulebookAdopted(rulebook=adopted(firm)[0].rulebook, name="Again")
    assert "version 99" not in mona.get("/rulebook?of=99").text


def test_numbers_that_are_not_sent_stay(firm: Firm, mona: FlaskClient) -> None:
    firm.do(FIRM, AdoptRulebook(rulebook=Rulebook(quiet_after=33, segments=(TRADE,))), by=MANAGER)
    mona.post("/rulebook", json={"shadow_every": 90}, headers=JSON)
    assert adopted(firm)[-1].rulebook == Rulebook(quiet_after=33, shadow_every=90, segments=(TRADE,))
    mona.post("/rulebook", json={"segments": []}, headers=JSON)
    assert adopted(firm)[-1].rulebook == Rulebook(quiet_after=33, shadow_every=90)


def test_the_same_numbers_and_the_same_form_again_change_nothing(firm: Firm, mona: FlaskClient) -> None:
    sent = form(firm, quiet_after="21")
    assert [mona.post("/rulebook", data=sent).status_code for _ in range(2)] == [303, 303]
    assert len(adopted(firm)) == 1
    answer = mona.post("/rulebook", data=form(firm, quiet_after="21", version="1"))
    assert answer.headers["Location"] == "/rulebook?said=same"
    assert "in force already" in mona.get("/rulebook?said=same").text
    assert len(adopted(firm)) == 1


def test_nobody_waits_while_it_is_worked_out(firm: Firm, mona: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's rows are derived in the transaction that adopts it."""
    firm.customer(bought=(10,))
    derived: list[object] = []
    monkeypatch.setattr(Views, "derive_all", derived.append)
    mona.post("/rulebook", data=form(firm, pleased_for="0"))
    assert derived == []
    assert list(differences(firm.store)) == []


def test_two_managers_never_overwrite_each_other_unseen(firm: Firm, mona: FlaskClient) -> None:
    mona.post("/rulebook", data=form(firm, quiet_after="21"))
    answer = mona.post("/rulebook", data=form(firm, quiet_after="35", name="Mine"))
    assert answer.status_code == 422
    shown = unescape(answer.text)
    assert "Somebody adopted another rulebook meanwhile." in shown
    assert 'value="28"' in shown
    assert len(adopted(firm)) == 1
    answer = mona.post("/rulebook", json={"quiet_after": 35, "version": 0}, headers=JSON)
    assert (answer.status_code, "meanwhile" in answer.get_json()["error"]) == (422, True)


def test_who_changes_a_number_after_looking_sees_its_effect_first(firm: Firm, mona: FlaskClient) -> None:
    firm.customer(bought=(10,))
    looked = mona.post("/rulebook/look", data=form(firm, quiet_after="21")).text
    (mark,) = re.findall(r'name="looked_at" value="(\w+)"', looked)
    answer = mona.post("/rulebook", data=form(firm, quiet_after="35", looked_at=mark))
    assert "not the numbers that you looked at" in answer.text
    assert "after at least 35 days of silence, before 28." in answer.text
    assert adopted(firm) == []
    (mark,) = re.findall(r'name="looked_at" value="(\w+)"', answer.text)
    assert mona.post("/rulebook", data=form(firm, quiet_after="35", looked_at=mark)).status_code == 303
    assert len(adopted(firm)) == 1


BAD: dict[str, tuple[dict[str, str], str]] = {
    "a word": ({"quiet_after": "many"}, "Write a whole number, such as 20."),
    "empty": ({"quiet_after": ""}, "Write a whole number, such as 20."),
    "negative": ({"quiet_after": "-1"}, "Write a whole number, such as 20."),
    "too large": ({"quiet_after": "3661"}, "From 0 to 3,660, please."),
    "too small": ({"shadow_every": "0"}, "From 1 to 3,660, please."),
    "no hour": ({"quiet_hours_from": "25"}, "From 0 to 24, please."),
    "nobody's segment": ({"segment-0-name": "Trade"}, "Say who belongs to “Trade”: a tag, or what they are worth."),
    "a nameless segment": ({"segment-0-tag": "trade"}, "Give each segment a name, such as Wholesale."),
    "a long tag": ({"segment-0-tag": "x" * 41}, "A tag has 40 characters at most."),
    "no amount": ({"segment-0-name": "Big", "segment-0-worth_from": "much"}, "Write the amount as 45.00"),
    "half a change": ({"segment-0-name": "T", "segment-0-tag": "t", "segment-0-number-0": "7"}, "which number differs"),
    "half another": ({"segment-0-name": "T", "segment-0-tag": "t", "segment-0-what-0": "shadow_for"}, "and what it is"),
    "for everybody": (
        {"segment-0-name": "T", "segment-0-tag": "t", "segment-0-what-0": "plan_cards", "segment-0-number-0": "7"},
        "Choose one of the numbers that can differ.",
    ),
    "out of bounds": (
        {"segment-0-name": "T", "segment-0-tag": "t", "segment-0-what-0": "shadow_every", "segment-0-number-0": "0"},
        "From 1 to 3,660, please.",
    ),
    "twice": (
        {
            "segment-0-name": "T",
            "segment-0-tag": "t",
            "segment-0-what-0": "shadow_for",
            "segment-0-number-0": "7",
            "segment-0-what-1": "shadow_for",
            "segment-0-number-1": "8",
        },
        "This number stands here twice.",
    ),
    "a long name": ({"name": "x" * 201}, "This text is too long"),
}


@pytest.mark.parametrize(("bad", "sentence"), BAD.values(), ids=BAD)
@pytest.mark.parametrize("path", ["/rulebook", "/rulebook/look"])
def test_a_bad_field_has_its_sentence_and_nothing_is_lost(
    firm: Firm, mona: FlaskClient, path: str, bad: dict[str, str], sentence: str
) -> None:
    answer = mona.post(path, data=form(firm, **{"second_after": "44", **bad}))
    assert answer.status_code == 422
    shown = unescape(answer.text)
    assert sentence in shown
    assert 'value="44"' in shown
    for value in bad.values():
        assert not value or value in shown
    answer = mona.post(path, data=form(firm, **bad), headers=JSON)
    assert answer.status_code == 422
    assert sentence in answer.get_json()["error"]
    assert adopted(firm) == []


@pytest.mark.parametrize(
    "body",
    [
        {"segments": "all"},
        {"segments": [1]},
        {"segments": [{"name": "T", "tag": "t", "changes": [1]}]},
        {"segments": [{"name": "T", "tag": "t", "unheard": 1}]},
        {"segments": [{"name": 1, "tag": ["t"]}]},
        {"segments": [{"name": "T", "tag": "t", "changes": {"quiet_after": "x"}}]},
        {"segments": [{"name": f"T{number}", "tag": "t"} for number in range(21)]},
        {"segments": [{"name": "T", "tag": "t"}] * 2},
        {"quiet_after": True},
        {"quiet_after": 10**30},
        {"unheard": 1},
    ],
)
def test_what_no_rulebook_says_is_refused(firm: Firm, mona: FlaskClient, body: dict[str, Any]) -> None:
    answer = mona.post("/rulebook", json=body, headers=JSON)
    assert answer.status_code == 422
    assert answer.get_json()["error"].endswith(".")
    assert adopted(firm) == []


def test_a_filled_segment_leaves_room_for_another(firm: Firm, mona: FlaskClient) -> None:
    trade = {"segment-0-name": "Trade", "segment-0-tag": "trade"}
    shown = mona.post("/rulebook/look", data=form(firm, **trade)).text
    assert 'name="segment-0-number-1"' in shown
    assert 'name="segment-1-name"' in shown
    assert 'name="segment-2-name"' not in shown


def test_all_that_a_page_says_can_be_sent_back(firm: Firm, mona: FlaskClient) -> None:
    every = tuple((name, getattr(Rulebook(), name)) for name in WORDS if name not in FIRM_WIDE)
    kept = Rulebook(segments=(replace(TRADE, changes=every), Segment(name="Small", worth_below=1_050)))
    typed = typed_of(kept)
    sent = {name: str(value) for name, value in typed.items()}
    assert mona.post("/rulebook", data={**sent, "version": "0"}).status_code == 303
    assert adopted(firm) == [RulebookAdopted(rulebook=kept)]
