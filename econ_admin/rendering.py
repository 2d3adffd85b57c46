"""Renders form labels and controls in Python, with the same HTML as Django's templates but much faster."""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape as escape
from django.utils.safestring import SafeString

Context = Mapping[str, Any]


class FormRenderer(DjangoTemplates):
    """Uses the table below; other templates are rendered by Django."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> SafeString:
        renderer = RENDERERS.get(template_name)
        return SafeString(renderer(context) if renderer else super().render(template_name, context, request))


def _render_label(context: Context) -> str:
    label = escape(context["label"])
    tag = context["tag"]
    return f"<{tag}{_render_attributes(context['attrs'] or {})}>{label}</{tag}>" if context["use_tag"] else label


def _render_input(context: Context) -> str:
    widget = context["widget"]
    value = "" if widget["value"] is None else f' value="{_escape_text(widget["value"])}"'
    return (
        f'<input type="{widget["type"]}" name="{escape(widget["name"])}"{value}{_render_attributes(widget["attrs"])}>'
    )


def _render_textarea(context: Context) -> str:
    widget = context["widget"]
    value = escape(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{escape(widget["name"])}"{_render_attributes(widget["attrs"])}>\n{value}</textarea>'


def _render_select(context: Context) -> str:
    widget = context["widget"]
    groups = "".join([_render_group(name, options) for name, options, _ in widget["optgroups"]])
    return f'<select name="{escape(widget["name"])}"{_render_attributes(widget["attrs"])}>{groups}\n</select>'


def _render_group(name: str | None, options: list[dict[str, Any]]) -> str:
    options_html = "".join([_render_option(option) for option in options])
    return f'\n  <optgroup label="{escape(name)}">{options_html}\n  </optgroup>' if name else options_html


def _render_option(option: dict[str, Any]) -> str:
    attributes = _render_attributes(option["attrs"])
    return f'\n  <option value="{_escape_text(option["value"])}"{attributes}>{escape(option["label"])}</option>'


def _render_attributes(attributes: Mapping[str, Any]) -> str:
    return "".join(
        [
            f" {escape(name)}" if value is True else f' {escape(name)}="{_escape_text(value)}"'
            for name, value in attributes.items()
            if value is not False
        ]
    )


def _escape_text(value: Any) -> str:
    return escape(value if isinstance(value, str) else str(value))


RENDERERS: Mapping[str, Callable[[Context], str]] = {
    "django/forms/label.html": _render_label,
    "django/forms/widgets/textarea.html": _render_textarea,
    "django/forms/widgets/select.html": _render_select,
    **dict.fromkeys(
        (f"django/forms/widgets/{kind}.html" for kind in ("text", "hidden", "checkbox", "email", "password", "number")),
        _render_input,
    ),
}
