"""Database triggers that refuse to change or delete rows of the audit trail, also outside Django.

A migration that alters one of these tables on SQLite creates it again without its triggers, so it must install them.
"""

from collections.abc import Callable

TABLES = ("trail_intent", "trail_outcome", "trail_link")
ACTIONS = ("UPDATE", "DELETE")
MESSAGE = "Rows of the trail cannot be changed or deleted."


def install_triggers(vendor: str, execute: Callable[[str], object]) -> None:
    """Installs the triggers of this kind of database."""
    if vendor == "postgresql":
        execute(
            "CREATE OR REPLACE FUNCTION trail_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$"
        )
    for table in TABLES:
        for action in ACTIONS:
            name = f"{table}_no_{action.lower()}"
            body = "EXECUTE FUNCTION trail_refuse()"
            if vendor != "postgresql":
                body = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            execute(f"CREATE TRIGGER {name} BEFORE {action} ON {table} FOR EACH ROW {body}")


def remove_triggers(vendor: str, execute: Callable[[str], object]) -> None:
    """Removes the triggers, for a migration backwards."""
    for table in TABLES:
        for action in ACTIONS:
            name = f"{table}_no_{action.lower()}"
            execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if vendor == "postgresql" else ""))
    if vendor == "postgresql":
        execute("DROP FUNCTION IF EXISTS trail_refuse()")
