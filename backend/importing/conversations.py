"""How was a customer reached, and what came of it, in the words of other people's lists?"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from backend.importing.words import phrases, spelt
from events.kernel import Refused
from events.values import OUTCOMES, Channel, Outcome

V = TypeVar("V", Channel, Outcome)

_CHANNELS = {
    Channel.VIDEO: "video|video call|zoom|teams|skype|google meet|facetime|videoanruf|visio",
    Channel.TEXT: "text|text message|sms|whatsapp|message|signal|telegram|imessage|nachricht|mensaje|bericht",
    Channel.EMAIL: "email|e mail|mail|newsletter|courriel|correo",
    Channel.LETTER: "letter|post|postcard|card|brief|lettre|courrier|carta|kaart",
    Channel.VISIT: "visit|visited|meeting|met|in person|appointment|lunch|besuch|termin|visite|rendez vous|visita"
    "|reunion|bezoek|afspraak",
    Channel.CALL: "call|phone|phone call|phoned|telephone|rang|called|cold call|anruf|telefon|telefonat|appel|llamada"
    "|gebeld|telefoon|belletje",
}
_OUTCOMES = {
    Outcome.SAID_NO: "said no|no thanks|not interested|declined|refused|no interest|kein interesse|abgelehnt"
    "|pas interesse|no interesado|no interesa|geen interesse",
    Outcome.WRONG_NUMBER: "wrong number|bad number|not in service|invalid number|bounced|falsche nummer"
    "|mauvais numero|faux numero|numero equivocado|verkeerd nummer",
    Outcome.VOICEMAIL: "voicemail|voice mail|left voicemail|left message|left a message|left live message|mailbox"
    "|answering machine|anrufbeantworter|messagerie|repondeur|buzon de voz|buzon|voicemail ingesproken",
    Outcome.NO_ANSWER: "no answer|no reply|not reached|unanswered|did not answer|didn t answer|busy|missed"
    "|not available|unreachable|nicht erreicht|keine antwort|pas de reponse|absent|sin respuesta|no contesta"
    "|geen gehoor|niet bereikt",
    Outcome.NOT_IN: "not in|not there|nobody in|closed|out|nicht da|niemand da|niet aanwezig",
    Outcome.ORDERED: "ordered|order|bought|sold|sale|placed an order|won|bestellt|commande|a commande|pedido|besteld",
    Outcome.MET: "met|meeting held|held|visited|attended|getroffen|rencontre|reunido|ontmoet",
    Outcome.ANSWERED: "answered|replied|reply|responded|geantwortet|a repondu|respondido|beantwoord",
    Outcome.SENT: "sent|delivered|opened|gesendet|verschickt|envoye|enviado|verzonden|verstuurd",
    Outcome.SPOKE: "spoke|spoken|connected|completed|complete|talked|reached|done|success|successful|ok|erreicht"
    "|gesprochen|parle|joint|hablado|contactado|gesproken|bereikt",
}
_PHRASES: tuple[dict[str, Channel], dict[str, Outcome]] = (
    {phrase: channel for channel, said in _CHANNELS.items() for phrase in said.split("|")},
    {phrase: outcome for outcome, said in _OUTCOMES.items() for phrase in said.split("|")},
)
_ALONE = phrases("message|nachricht|mensaje|bericht|out|order|ok|done|post|card|kaart")
"""Phrases that are known only where nothing else is said."""
LONGEST = 200
"""Characters looked at."""
_INSTEAD = {
    Outcome.SPOKE: (Outcome.SENT,),
    Outcome.MET: (Outcome.SPOKE,),
    Outcome.ANSWERED: (Outcome.SPOKE,),
    Outcome.NO_ANSWER: (Outcome.NOT_IN, Outcome.SENT),
    Outcome.NOT_IN: (Outcome.NO_ANSWER,),
}
"""What the same word means by another channel: a completed e-mail was sent, an answered call spoken."""
_BY = {
    Outcome.SPOKE: Channel.CALL,
    Outcome.VOICEMAIL: Channel.CALL,
    Outcome.NO_ANSWER: Channel.CALL,
    Outcome.WRONG_NUMBER: Channel.CALL,
    Outcome.MET: Channel.VISIT,
    Outcome.NOT_IN: Channel.VISIT,
}
"""How, where only the outcome is told."""
_UNLESS_TOLD = {
    Channel.TEXT: Outcome.SENT,
    Channel.EMAIL: Outcome.SENT,
    Channel.LETTER: Outcome.SENT,
    Channel.VISIT: Outcome.MET,
}
"""What came of it, where only the channel is told. A call without an outcome may have reached nobody."""


@lru_cache(maxsize=1_024)
def conversation(how: str, result: str) -> tuple[Channel, Outcome]:
    """Raises Refused where the words do not say it."""
    channel = _find(how, _PHRASES[0], _surest)
    outcome = _find(result, _PHRASES[1], _longest) or _find(how, _PHRASES[1], _longest)
    if result.strip() and outcome is None:
        raise Refused(
            f'"{result.strip()[:50]}" is no outcome that Encore knows, such as spoke, no answer or left message.'
        )
    if channel is None and outcome is not None:
        channel = _BY.get(outcome)
    if channel is None:
        raise Refused(
            "This row does not say how the customer was reached: by call, text, e-mail, letter, visit or video."
        )
    outcome = outcome or _UNLESS_TOLD.get(channel)
    if outcome is None:
        raise Refused("This row does not say what came of the call, such as spoke, no answer or left message.")
    return channel, _fitting(channel, outcome)


def _fitting(channel: Channel, outcome: Outcome) -> Outcome:
    found = next((one for one in (outcome, *_INSTEAD.get(outcome, ())) if one in OUTCOMES[channel]), None)
    if found is None:
        raise Refused(f"A contact by {channel.value} cannot end as: {outcome.value.replace('_', ' ')}.")
    return found


def _find(said: str, known: dict[str, V], order: Callable[[str], int]) -> V | None:
    """By the whole, or by the first of its phrases in this order."""
    text = spelt(said[:LONGEST])
    if text in known:
        return known[text]
    within = [phrase for phrase in known if phrase not in _ALONE and f" {phrase} " in f" {text} "]
    return known[min(within, key=order)] if within else None


def _longest(phrase: str) -> int:
    """Not reached is not reached, whatever stands in it."""
    return -len(phrase)


def _surest(phrase: str) -> int:
    """A video call is no call, and a meeting by video no visit."""
    return list(_CHANNELS).index(_PHRASES[0][phrase])
