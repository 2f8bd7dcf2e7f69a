"""Where is what happened kept? The log, its keys, its transactions, and who may sign in."""

from backend.store.backups import KEPT, Backups, make_durable
from backend.store.bulk import Bulk, bulk
from backend.store.carrying import BadLine, lines_of
from backend.store.chain import Fault
from backend.store.copying import Copied, NotAsWritten
from backend.store.database import Busy, Database
from backend.store.drafts import CannotReplace, Draft
from backend.store.instants import micros, moment
from backend.store.keys import WrongSecret
from backend.store.making import uuid_of
from backend.store.migrations import NewerDatabase
from backend.store.opening import draft_of, keys_at, open_store, put_keys
from backend.store.pairing import OtherKeys
from backend.store.reading import Between
from backend.store.recorder import Head
from backend.store.restoring import KeysCopy, LogCopy, NoBackup, keys_copy, log_copy
from backend.store.sign_in import Session, SignIn, TooManyAttempts
from backend.store.standing import Heard, Standing, epoch_of
from backend.store.store import Appended, Conflict, IdReused, Store, View
from backend.store.transactions import Rows, Tx, delete_in, select_in
from backend.store.waiting import Waiting

__all__ = [
    "KEPT",
    "Appended",
    "Backups",
    "BadLine",
    "Between",
    "Bulk",
    "Busy",
    "CannotReplace",
    "Conflict",
    "Copied",
    "Database",
    "Draft",
    "Fault",
    "Head",
    "Heard",
    "IdReused",
    "KeysCopy",
    "LogCopy",
    "NewerDatabase",
    "NoBackup",
    "NotAsWritten",
    "OtherKeys",
    "Rows",
    "Session",
    "SignIn",
    "Standing",
    "Store",
    "TooManyAttempts",
    "Tx",
    "View",
    "Waiting",
    "WrongSecret",
    "bulk",
    "delete_in",
    "draft_of",
    "epoch_of",
    "keys_at",
    "keys_copy",
    "lines_of",
    "log_copy",
    "make_durable",
    "micros",
    "moment",
    "open_store",
    "put_keys",
    "select_in",
    "uuid_of",
]
