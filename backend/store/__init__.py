"""Where is what happened kept? The log, its keys, its transactions, and who may sign in."""

from backend.store.chain import Fault
from backend.store.database import Busy, Database
from backend.store.instants import micros, moment
from backend.store.keys import WrongSecret
from backend.store.making import uuid_of
from backend.store.migrations import NewerDatabase
from backend.store.opening import open_store
from backend.store.pairing import OtherKeys
from backend.store.reading import Between
from backend.store.recorder import Head
from backend.store.sign_in import Session, SignIn, TooManyAttempts
from backend.store.store import Appended, Conflict, IdReused, Store, View
from backend.store.transactions import Rows, Tx, delete_in, select_in
from backend.store.waiting import Waiting

__all__ = [
    "Appended",
    "Between",
    "Busy",
    "Conflict",
    "Database",
    "Fault",
    "Head",
    "IdReused",
    "NewerDatabase",
    "OtherKeys",
    "Rows",
    "Session",
    "SignIn",
    "Store",
    "TooManyAttempts",
    "Tx",
    "View",
    "Waiting",
    "WrongSecret",
    "delete_in",
    "micros",
    "moment",
    "open_store",
    "select_in",
    "uuid_of",
]
