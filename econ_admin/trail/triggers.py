"""Database triggers that refuse to change or delete rows of the audit trail, also outside Django.

Rows that an erasure names may be deleted, or their contents blanked; the erasure itself stays. A migration that alters
one of these tables on SQLite creates it again without its triggers, so it must install them.
"""

from collections.abc import Callable, Iterable

Execute = Callable[[str], object]

MESSAGE = "Rows of the trail cannot be changed or deleted."
# the kind of row, the columns that blanking empties, and those that it keeps
ERASABLE = {
    "trail_intent": ("intent", ("number", "path", "body", "before"), ("id", "at", "key", "person_id", "method")),
    "trail_outcome": ("outcome", ("body",), ("id", "at", "intent_id", "log_id")),
    "trail_finding": ("finding", (), ()),
}
PERMANENT = ("trail_link", "trail_erasure", "trail_erasedrow")
FIRST_TABLES = ("trail_intent", "trail_outcome", "trail_link")  # before there were erasures
TABLES = (*ERASABLE, *PERMANENT)
ACTIONS = ("UPDATE", "DELETE")


def install_triggers(vendor: str, execute: Execute) -> None:
    """Installs the triggers of this kind of database."""
    refuse_changes(vendor, execute, PERMANENT)
    for table in ERASABLE:
        for action in ACTIONS:
            condition = _build_blanking(table) if action == "UPDATE" else _build_removal(table)
            if vendor == "postgresql":
                _create_postgresql(execute, table, action, condition)
            else:
                _create_sqlite(execute, table, action, condition)
    if vendor == "postgresql":
        for table in TABLES:
            execute(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION trail_refuse()")


def refuse_changes(vendor: str, execute: Execute, tables: Iterable[str]) -> None:
    """Installs triggers that refuse every change of these tables."""
    if vendor == "postgresql":
        _create_function(execute, "trail_refuse", "")
    for table in tables:
        for action in ACTIONS:
            if vendor == "postgresql":
                execute(
                    f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
                    "FOR EACH ROW EXECUTE FUNCTION trail_refuse()"
                )
            else:
                _create_sqlite(execute, table, action, "")


def remove_triggers(vendor: str, execute: Execute, tables: Iterable[str] = TABLES) -> None:
    """Removes the triggers, for a migration."""
    for table in tables:
        for action in (*ACTIONS, "TRUNCATE"):
            name = f"{table}_no_{action.lower()}"
            execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if vendor == "postgresql" else ""))
            if vendor == "postgresql":
                execute(f"DROP FUNCTION IF EXISTS {name}()")


def _build_removal(table: str) -> str:
    """Builds the condition under which a row may be deleted."""
    return _build_erased(ERASABLE[table][0], "is_removed")


def _build_blanking(table: str) -> str:
    """Builds the condition under which a row may be changed; none if it has nothing to blank."""
    kind, blanked, unchanged = ERASABLE[table]
    if not blanked:
        return ""
    conditions = [_build_erased(kind, "NOT is_removed"), *(f"length(NEW.{column}) = 0" for column in blanked)]
    return " AND ".join([*conditions, *(f"NEW.{column} = OLD.{column}" for column in unchanged)])


def _build_erased(kind: str, condition: str) -> str:
    rows = f"SELECT 1 FROM trail_erasedrow WHERE kind = '{kind}' AND \"row\" = OLD.id AND {condition}"  # noqa: S608  # our own
    return f"EXISTS ({rows})"


def _create_sqlite(execute: Execute, table: str, action: str, condition: str) -> None:
    when = f"WHEN NOT ({condition}) " if condition else ""
    execute(
        f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} FOR EACH ROW {when}"
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    )


def _create_postgresql(execute: Execute, table: str, action: str, condition: str) -> None:
    """A condition of a trigger cannot have a subquery there, so the function decides."""
    name = f"{table}_no_{action.lower()}"
    _create_function(
        execute,
        name,
        f"IF {condition} THEN RETURN {'NEW' if action == 'UPDATE' else 'OLD'}; END IF; " * bool(condition),
    )
    execute(f"CREATE TRIGGER {name} BEFORE {action} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def _create_function(execute: Execute, name: str, exception: str) -> None:
    execute(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {exception}RAISE EXCEPTION '{MESSAGE}'; END $$"
    )
