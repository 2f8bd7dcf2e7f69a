"""What did the customer say of us, what is it about, who looks after a complaint, and how did it end?"""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, request

from backend.retention.rules import complaint_by
from backend.web import sheets
from backend.web.cards import card
from backend.web.errors import Invalid, not_here
from backend.web.forms import Choice, Day, Flag, Form, Id, Query, Themes, Words, load, sent
from backend.web.gathering import let_go
from backend.web.nobody import is_for_nobody
from backend.web.saved import keep
from backend.web.saving import seen
from backend.web.session import Visit, visit
from backend.web.staff import who_sees
from events.feedback import AssignComplaint, FeedbackNoted, GiveThemes, NoteFeedback, ResolveComplaint
from events.lifecycle import CustomerLost, LossReasonGiven
from events.themes import suggested
from events.values import FeedbackKind, Mood, valid_day

blueprint = Blueprint("feedback", __name__, url_prefix="/customers/<uuid:customer>")
KINDS = {
    Mood.PLEASED: FeedbackKind.PRAISE,
    Mood.SO_SO: FeedbackKind.OPINION,
    Mood.UNHAPPY: FeedbackKind.COMPLAINT,
}
"""What a face alone says."""


SAID = (FeedbackNoted, CustomerLost, LossReasonGiven)
"""What may be about something."""


class Ask(Query):
    kind = Choice(FeedbackKind, load_default=FeedbackKind.PRAISE)


class FeedbackForm(Form):
    """A face alone says what kind of feedback it is."""

    kind = Choice(FeedbackKind, load_default=None)
    about_price = Flag()
    text = Words(load_default=None)
    mood = Choice(Mood, load_default=None)
    themes = Themes()


class ThemesForm(Form):
    themes = Themes()


class AssignmentForm(Form):
    owner = Id(required=True)
    by = Day(required=True)


class ResolutionForm(Form):
    """Phones with older pages do not say whether the customer was told: there it went without saying."""

    text = Words(load_default=None)
    told = Flag(default=True)


@blueprint.get("/feedback/new")
def new(customer: UUID) -> Response:
    here, query = visit(), load(Ask(), request.args)
    shown = card(here, customer)
    return sheets.show("feedback/new.html", card=shown, kind=query["kind"].value, themes=here.setting.themes)


@blueprint.post("/feedback")
def create(customer: UUID) -> Response:
    here, given = visit(), sent()
    seen(here, customer)
    form = load(FeedbackForm(), given)
    kind = form["kind"] or KINDS.get(form["mood"])
    if kind is None:
        raise Invalid({"kind": "Say how they put it: pleased, a complaint, an idea, leaving, or a face."})
    said = {name: form[name] for name in ("about_price", "text", "mood", "themes")}
    return keep(here, customer, (NoteFeedback(kind=kind, **said),), given, form)


@blueprint.get("/feedback/<uuid:of>/themes/new")
def sort(customer: UUID, of: UUID) -> Response:
    """What it is about: as somebody said, else as its words suggest."""
    here = visit()
    shown, themes = card(here, customer), here.setting.themes
    profile, words, kept = shown.customer.profile, shown.customer.details.words, [theme.name for theme in themes]
    if is_for_nobody():
        return sheets.show("feedback/themes.html", card=shown, of=of, words="", names=kept, chosen=())
    voiced = profile.voiced.get(of)
    if voiced is None:
        raise not_here()
    said = " ".join(words[one] for one in (of, voiced.later) if one is not None and one in words)
    chosen = voiced.themes or suggested(themes, said)
    names = [*kept, *(name for name in voiced.themes if name not in kept)]
    return sheets.show("feedback/themes.html", card=shown, of=of, words=said, names=names, chosen=chosen)


@blueprint.post("/feedback/<uuid:of>/themes")
def create_themes(customer: UUID, of: UUID) -> Response:
    here, given = visit(), sent()
    seen(here, customer)
    _on_record(here, customer, of)
    form = load(ThemesForm(), given)
    asked = GiveThemes(of=of, themes=form["themes"])
    return keep(here, customer, (asked,), given, form, also=let_go(here, customer))


def _on_record(here: Visit, customer: UUID, fact: UUID) -> None:
    with here.read() as tx:
        noted = here.store.find(fact, tx=tx)
    if noted is None or noted.stream != customer or not isinstance(noted.body, SAID):
        raise not_here()


@blueprint.get("/complaints/<uuid:complaint>/care/new")
def assign(customer: UUID, complaint: UUID) -> Response:
    """Until when and whose it is: as somebody said, else as the rulebook counts, and whoever noted it."""
    here = visit()
    shown = card(here, customer)
    people = [(str(one.id), one.name or "") for one in who_sees(here, shown.entry)]
    said = shown.customer.profile.complaints.get(complaint)
    if said is None and not is_for_nobody():
        raise not_here()
    return sheets.show(
        "feedback/assign.html",
        card=shown,
        complaint=complaint,
        people=people,
        owner=str(said.owner or "") if said else str(here.person.id),
        by=max(complaint_by(said, shown.customer.rulebook, here.setting.calendar), here.today) if said else None,
        today=here.today,
    )


@blueprint.post("/complaints/<uuid:complaint>/care")
def create_assignment(customer: UUID, complaint: UUID) -> Response:
    here, given = visit(), sent()
    entry = seen(here, customer)
    form = load(AssignmentForm(), given)
    if form["by"] is None or form["owner"] is None:
        raise Invalid({"by": "Choose who looks after it, and a day."})
    if valid_day(form["by"]) < here.today:
        raise Invalid({"by": "Choose a day from today on."})
    if form["owner"] not in {one.id for one in who_sees(here, entry)}:
        raise Invalid({"owner": "Choose who looks after this customer, or a manager of the team."})
    asked = AssignComplaint(complaint=complaint, owner=form["owner"], by=form["by"])
    return keep(here, customer, (asked,), given, form)


@blueprint.get("/complaints/<uuid:complaint>/resolution/new")
def resolve(customer: UUID, complaint: UUID) -> Response:
    shown = card(visit(), customer)
    words = shown.customer.details.words.get(complaint, "")
    said = shown.customer.profile.complaints.get(complaint)
    leaving = said is not None and said.kind is FeedbackKind.LEAVING
    return sheets.show("feedback/resolve.html", card=shown, complaint=complaint, words=words, leaving=leaving)


@blueprint.post("/complaints/<uuid:complaint>/resolution")
def create_resolution(customer: UUID, complaint: UUID) -> Response:
    here, given = visit(), sent()
    seen(here, customer)
    form = load(ResolutionForm(), given)
    asked = ResolveComplaint(complaint=complaint, text=form["text"], told=form["told"])
    return keep(here, customer, (asked,), given, form)
