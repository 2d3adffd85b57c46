"""Labels and controls of forms, written in Python: as Django's templates write them, in a fraction of their time."""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape as escaped
from django.utils.safestring import SafeString

Context = Mapping[str, Any]


class QuickRenderer(DjangoTemplates):
    """Whatever is not in the table below is left to Django."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> SafeString:
        write = WRITERS.get(template_name)
        return SafeString(write(context) if write else super().render(template_name, context, request))


def _label(context: Context) -> str:
    label = escaped(context["label"])
    tag = context["tag"]
    return f"<{tag}{_attributes(context['attrs'] or {})}>{label}</{tag}>" if context["use_tag"] else label


def _input(context: Context) -> str:
    widget = context["widget"]
    value = "" if widget["value"] is None else f' value="{_text(widget["value"])}"'
    return f'<input type="{widget["type"]}" name="{escaped(widget["name"])}"{value}{_attributes(widget["attrs"])}>'


def _textarea(context: Context) -> str:
    widget = context["widget"]
    value = escaped(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{escaped(widget["name"])}"{_attributes(widget["attrs"])}>\n{value}</textarea>'


def _select(context: Context) -> str:
    widget = context["widget"]
    groups = "".join([_group(name, options) for name, options, _ in widget["optgroups"]])
    return f'<select name="{escaped(widget["name"])}"{_attributes(widget["attrs"])}>{groups}\n</select>'


def _group(name: str | None, options: list[dict[str, Any]]) -> str:
    written = "".join([_option(each) for each in options])
    return f'\n  <optgroup label="{escaped(name)}">{written}\n  </optgroup>' if name else written


def _option(option: dict[str, Any]) -> str:
    attributes = _attributes(option["attrs"])
    return f'\n  <option value="{_text(option["value"])}"{attributes}>{escaped(option["label"])}</option>'


def _attributes(attributes: Mapping[str, Any]) -> str:
    return "".join(
        [
            f" {escaped(name)}" if value is True else f' {escaped(name)}="{_text(value)}"'
            for name, value in attributes.items()
            if value is not False
        ]
    )


def _text(value: Any) -> str:
    return escaped(value if isinstance(value, str) else str(value))


WRITERS: Mapping[str, Callable[[Context], str]] = {
    "django/forms/label.html": _label,
    "django/forms/widgets/textarea.html": _textarea,
    "django/forms/widgets/select.html": _select,
    **dict.fromkeys(
        (f"django/forms/widgets/{kind}.html" for kind in ("text", "hidden", "checkbox", "email", "password", "number")),
        _input,
    ),
}
