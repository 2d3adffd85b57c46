"""How log lines look: JSON by structlog, one object a line in UTC, or text for a terminal.

Lines have no query string and no body. Imports no Django, since gunicorn's master process logs too.
"""

import logging
from enum import StrEnum
from typing import Any

import msgspec
import structlog
from structlog.typing import EventDict, WrappedLogger

from econ_admin.request_id import get_request_id

REQUESTS, CALLS = "econ_admin.requests", "econ_admin.gateway.calls"  # a line for each of them


class LogFormat(StrEnum):
    JSON = "json"
    TEXT = "text"


class JsonFormatter(structlog.stdlib.ProcessorFormatter):
    """Formats the records of all loggers, ours and others', as JSON."""

    def __init__(self) -> None:
        super().__init__(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(serializer=_serialize),
            ],
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.ExtraAdder(),
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                _add_request_id,
                structlog.processors.format_exc_info,
            ],
        )


class DropQueries(logging.Filter):
    """Cuts the query string from addresses that gunicorn logs: what is searched for may be a name, or a token."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(_cut_query(value) if isinstance(value, str) else value for value in record.args)
        return True


class LeaveOutRequest(logging.Filter):
    """Removes the request that Django attaches to its records: its text has the query string."""

    def filter(self, record: logging.LogRecord) -> bool:
        vars(record).pop("request", None)
        return True


FORMATTERS: dict[str, Any] = {
    LogFormat.JSON: {"()": "econ_admin.logs.JsonFormatter"},
    LogFormat.TEXT: {
        "format": "{asctime} {levelname} {name} {message}",
        "datefmt": "%Y-%m-%dT%H:%M:%S%z",
        "style": "{",
    },
}


def build_logging(log_format: LogFormat) -> dict[str, Any]:
    """Returns Django's LOGGING. A terminal does not get a line for each request and each call."""
    is_json = log_format is LogFormat.JSON
    details, refused = ("INFO", "ERROR") if is_json else ("WARNING", "WARNING")  # our own line tells of a 404 too
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"leave_out_request": {"()": "econ_admin.logs.LeaveOutRequest"}},
        "formatters": {
            "line": FORMATTERS[log_format],
            "bare": {"format": "{message}", "style": "{"},  # each message is a line of JSON
        },
        "handlers": {
            "security": {"class": "logging.StreamHandler", "formatter": "bare"},
            "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["leave_out_request"]},
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "econ_admin": {"level": "INFO"},
            "econ_admin.security": {"handlers": ["security"], "level": "INFO", "propagate": False},
            REQUESTS: {"level": details},
            CALLS: {"level": details},
            "django.request": {"level": refused},
        },
    }


def build_gunicorn_logging(log_format: LogFormat) -> dict[str, Any]:
    """Returns gunicorn's logconfig_dict, for its warnings and errors."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"drop_queries": {"()": "econ_admin.logs.DropQueries"}},
        "formatters": {"generic": FORMATTERS[log_format]},
        "handlers": {
            "error_console": {"class": "logging.StreamHandler", "formatter": "generic", "filters": ["drop_queries"]},
            "console": {"class": "logging.NullHandler"},
        },
        "root": {"handlers": ["error_console"], "level": "WARNING"},
        "loggers": {
            "gunicorn.error": {"level": "WARNING", "handlers": ["error_console"], "propagate": False},
            "gunicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": False},
        },
    }


def _add_request_id(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    if request_id := get_request_id():
        event["request_id"] = request_id
    return event


def _serialize(event: EventDict, **options: Any) -> str:
    return msgspec.json.encode(event, enc_hook=str).decode()


def _cut_query(text: str) -> str:
    return f"{text.partition('?')[0]}?…" if text.startswith("/") and "?" in text else text
