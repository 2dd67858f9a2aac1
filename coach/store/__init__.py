"""The only rooms that know TinyDB: what is written is whole, on disk, and one writer's at a time."""

from coach.store.files import Damaged, Foreign, Locked, StoreError, Unwritable
from coach.store.journal import Journal
from coach.store.transaction import Transaction

__all__ = ["Damaged", "Foreign", "Journal", "Locked", "StoreError", "Transaction", "Unwritable"]
