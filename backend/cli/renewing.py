"""How does a whole log come into place: made beside the one in force, checked, and then put there at one stroke?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import click

from backend.cli.opening import now
from backend.config import Settings
from backend.projections.rebuild import ensure
from backend.projections.verify import differences
from backend.store import CannotReplace, Draft, KeysCopy, Store, draft_of, open_store, put_keys


@contextmanager
def renewed(settings: Settings, *, replace: bool, keys_from: KeysCopy | None = None) -> Iterator[Store]:
    """An empty store to put a log into. At the end projections are made and verified, and it is in force.

    Until then nothing of what is in force is touched. `replace`: also where facts are, which are kept under a new name.
    """
    log, keys = draft_of(settings.database, "log"), draft_of(settings.keys, "keys")
    if log.filled("log") and not replace:
        raise click.ClickException(
            "Facts are in this database, and they are not overwritten: name an empty one in ENCORE_DATABASE."
        )
    drafts = [keys, log] if keys_from else [log]
    try:
        with ExitStack() as leaving:
            for draft in drafts:
                draft.check_free()
                leaving.callback(draft.clear)
                draft.begin()
            if keys_from:
                put_keys(keys.url, keys_from)
            with _opened(settings, log, keys if keys_from else None) as store:
                yield store
                _project(store)
            # The keys come first: where the log is, its keys are.
            _put_in_place(drafts)
    except CannotReplace as why:
        raise click.ClickException(str(why)) from why


@contextmanager
def _opened(settings: Settings, log: Draft, keys: Draft | None) -> Iterator[Store]:
    store = open_store(log.url, keys.url if keys else settings.keys, settings.secret)
    try:
        yield store
    except store.database.errors as error:
        raise click.ClickException(f"The new database cannot be written: {error}. Nothing was changed.") from error
    finally:
        store.close()


def _project(store: Store) -> None:
    try:
        ensure(store)
    # Facts that somebody changed in a file may tell a story that cannot be, and break anything on the way.
    except Exception as error:
        raise click.ClickException(
            f"Its facts tell a story that cannot be told: {type(error).__name__}: {error}. Nothing was changed."
        ) from error
    fault = next((f"fact {fault.position}: {fault.what}" for fault in store.check_chain()), None)
    fault = fault or next(differences(store), None)
    if fault:
        raise click.ClickException(f"What came of it is not in order: {fault}. Nothing was changed.")


def _put_in_place(drafts: list[Draft]) -> None:
    filled = [draft.filled(table) for draft, table in zip(reversed(drafts), ("log", "keys"), strict=False)]
    # To the microsecond: one restore may follow another within a second.
    aside = f"replaced-{now():%Y%m%dT%H%M%S%fZ}" if any(filled) else None
    for draft in drafts:
        kept = draft.put_in_place(aside)
        if kept:
            click.echo(f"What was replaced is kept: {kept}")
