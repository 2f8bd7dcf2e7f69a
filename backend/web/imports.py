"""How does a file become customers and sales: uploaded, its columns named, looked over, brought in, taken back?"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for
from marshmallow import fields

from backend.importing.choices import NEW, OUT, SAME
from backend.importing.folder import Folder
from backend.importing.homes import Whose
from backend.importing.keys import salt_of
from backend.importing.lines import Format
from backend.importing.mended import to_mend
from backend.importing.state import Stage
from backend.projections import imports
from backend.web import htmx
from backend.web.errors import Invalid, not_here
from backend.web.forms import Choice, Form, Words, load, sent
from backend.web.house import house
from backend.web.ids import new_id
from backend.web.import_pages import keep_answers, named_columns, receive, set_up, shown
from backend.web.session import Visit, visit
from backend.web.staff import go_on, own_team
from backend.web.tools import tools_of
from backend.web.uploads import Upload, upload, uploads
from events.kernel import Refused

blueprint = Blueprint("imports", __name__, url_prefix="/imports")
LARGEST_UPLOAD = 110 * 1024 * 1024
"""Bytes: a million rows of a till are some 100 MB."""
LISTED = 20
NAME_ANSWER = "name-"
COLUMN = "column-"
UNDER_WAY = "Work on this import is under way. Wait until it is done, or stop it."


class Pasted(Form):
    """A file comes beside it; `cells` are pasted from a spreadsheet in its place."""

    cells = fields.String(load_default="")


class Columns(Form):
    kind = fields.String(required=True)
    source = Words(required=True)
    dates = fields.String(load_default="")
    numbers = fields.String(load_default="")


class Start(Form):
    whose = Choice(Whose, required=True)
    other_names = fields.String(load_default=OUT)
    same_sales = fields.Boolean(load_default=True)


@blueprint.before_request
def room_for_a_file() -> None:
    if request.endpoint == "imports.create" and request.mimetype == "multipart/form-data":
        request.max_content_length = request.max_form_memory_size = LARGEST_UPLOAD


@blueprint.get("")
def index() -> Response:
    here = visit()
    with here.read() as tx:
        found = imports.latest(tx, here.person.team, LISTED)
    if htmx.wants_json():
        return jsonify(imports=[_line_told(one) for one in found])
    return make_response(render_template("imports/index.html", found=found, name_of=here.name_of))


@blueprint.get("/new")
def new() -> Response:
    return make_response(render_template("imports/new.html"))


@blueprint.post("")
def create() -> Response:
    """Keep the file, and look at its columns. Raises Refused for what is no table."""
    here = visit()
    given = dict(request.form) if request.files else sent()
    form = load(Pasted(), given)
    # Derived, so that an id sent from outside names no fact of somebody else.
    import_id = uuid5(form["fact_id"], "import") if form["fact_id"] else new_id(here.now)
    folder = Folder(uploads().root, import_id)
    if not folder.there:
        receive(here, folder, request.files.get("file"), form["cells"], own_team(here))
        _salt()
    return go_on(url_for("imports.show", import_id=import_id), id=str(import_id))


@blueprint.get("/<uuid:import_id>")
def show(import_id: UUID) -> Response:
    here = visit()
    one = upload(here, import_id)
    page = shown(here, one, again="columns" in request.args)
    if htmx.wants_json():
        return jsonify(page.told())
    if htmx.asked() and not page.under_way:
        return htmx.go(url_for("imports.show", import_id=import_id))
    template = "imports/_stage.html" if htmx.asked() else "imports/show.html"
    return make_response(render_template(template, page=page))


@blueprint.post("/<uuid:import_id>/columns")
def columns(import_id: UUID) -> Response:
    """What each column is; then every row is looked over."""
    here, given = visit(), sent()
    one = _open(here, import_id)
    if not one.may_be_read_anew:
        raise Refused(UNDER_WAY if one.under_way else "What came in stays as it was read. Take it back first.")
    named = {name: value for name, value in given.items() if name.startswith(COLUMN)}
    form = load(Columns(), {name: value for name, value in given.items() if name not in named})
    set_up(one, form, named_columns(named, COLUMN))
    return _begin(one, "check")


@blueprint.post("/<uuid:import_id>/start")
def start(import_id: UUID) -> Response:
    """Bring it in, as it was looked over."""
    here, given = visit(), sent()
    one = _open(here, import_id)
    answers = {name: value for name, value in given.items() if name.startswith(NAME_ANSWER)}
    form = load(Start(), {name: value for name, value in given.items() if name not in answers})
    if one.under_way:
        raise Refused(UNDER_WAY)
    if one.stage is not Stage.CHECKED or one.brought:
        raise Refused("Look the file over first.")
    page = shown(here, one)
    if form["whose"].value not in page.homes:
        raise Refused("Choose whose the new customers are, among those who are named there.")
    keep_answers(page, _start_told(form, answers))
    return _begin(one, "bring")


@blueprint.post("/<uuid:import_id>/go-on")
def go_on_with(import_id: UUID) -> Response:
    """What was stopped, cut off or did not work, once more, as it was chosen then."""
    here = visit()
    one = upload(here, import_id)
    load(Form(), sent())
    if one.under_way:
        raise Refused(UNDER_WAY)
    if one.stage not in (Stage.STOPPED, Stage.FAILED):
        raise Refused("Nothing of this import is left to go on with.")
    return _take_back(here, one) if one.step == "undo" else _begin(_open(here, import_id), one.step)


@blueprint.post("/<uuid:import_id>/stop")
def stop(import_id: UUID) -> Response:
    one = upload(visit(), import_id)
    load(Form(), sent())
    if one.under_way:
        one.folder.ask_to_stop()
    return go_on(url_for("imports.show", import_id=import_id))


@blueprint.post("/<uuid:import_id>/undo")
def undo(import_id: UUID) -> Response:
    """Take the whole import back."""
    here = visit()
    one = upload(here, import_id)
    load(Form(), sent())
    if one.under_way:
        raise Refused(UNDER_WAY)
    return _take_back(here, one)


def _take_back(here: Visit, one: Upload) -> Response:
    if not one.brought:
        raise Refused("Nothing of this file came in yet, so there is nothing to take back.")
    if one.brought.undone:
        raise Refused("This import was taken back already.")
    if not one.folder.there:
        one.folder.make()
    one.folder.write("undo", {"by": str(here.person.id)})
    return _begin(one, "undo")


@blueprint.get("/<uuid:import_id>/refused.csv")
def refused(import_id: UUID) -> Response:
    """The rows that were left out, as they stood in the file, each with its line and why: to be mended there."""
    one = upload(visit(), import_id)
    if not one.folder.refused.exists() or not one.about:
        raise not_here()
    lines = to_mend(one.folder.refused, one.about["columns"], cells_in_text=one.about["format"] != Format.VCARD)
    answer = Response(lines, mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename="left-out-rows.csv")
    return answer


def _open(here: Visit, import_id: UUID) -> Upload:
    """An import whose file is still there."""
    one = upload(here, import_id)
    if not one.folder.upload.exists():
        raise Refused("The file of this import was thrown away after 30 days. Upload it again.")
    return one


def _salt() -> None:
    """Made when a file is received, so that looking it over writes nothing."""
    at = house()
    tools = tools_of(at.store, at.views, at.clock)
    salt_of(tools.store, tools.views, tools.clock(), tools.new_id, tools.chance)


def _begin(one: Upload, step: str) -> Response:
    one.folder.go_on()
    uploads().begin(one.id, step)
    return go_on(url_for("imports.show", import_id=one.id), id=str(one.id))


def _start_told(form: dict[str, Any], answers: dict[str, Any]) -> dict[str, Any]:
    names = {name.removeprefix(NAME_ANSWER): value for name, value in answers.items()}
    for place, value in (*names.items(), ("0", form["other_names"])):
        if value not in (SAME, NEW, OUT) or not (place.isascii() and place.isdigit()):
            raise Invalid({"names": "Say of each name whether it is the same person, a new one, or to be left out."})
    told = {"names": names, "other_names": form["other_names"], "same_sales": form["same_sales"]}
    return {"whose": form["whose"].value, **told}


def _line_told(one: imports.Import) -> dict[str, Any]:
    finished = one.finished
    return {
        "id": str(one.id),
        "at": one.at.isoformat(),
        "source": one.source,
        "new_customers": finished and finished.new_customers,
        "new_sales": finished and finished.new_purchases,
        "refused": finished and finished.refused,
        "undone": one.undone is not None,
    }
