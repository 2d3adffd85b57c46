"""Our form renderer gives the same HTML as Django's."""

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import SafeString

from econ_admin.rendering import RENDERERS, FormRenderer

HOSTILE = "<script>alert('Ærø & \"Als\"')</script>"
CHOICES: list[tuple[Any, Any]] = [
    ("", HOSTILE),
    (1, SafeString("Paid &amp; done")),
    ("g'1", "one"),
    ("Group <2>", [("a", "x"), (2, "y")]),
]
ATTRIBUTES: list[dict[str, Any]] = [
    {},
    {"id": "id_x", "class": 'a "b"', "required": True, "disabled": False, "maxlength": 1500, "data-x": HOSTILE},
]
WIDGETS: list[tuple[type[forms.Widget], dict[str, Any]]] = [
    (forms.TextInput, {}),
    (forms.EmailInput, {}),
    (forms.PasswordInput, {"render_value": True}),
    (forms.NumberInput, {}),
    (forms.HiddenInput, {}),
    (forms.CheckboxInput, {}),
    (forms.Textarea, {}),
    (forms.Select, {"choices": CHOICES}),
    (forms.SelectMultiple, {"choices": CHOICES}),
    (forms.CheckboxSelectMultiple, {"choices": CHOICES}),
]


@pytest.mark.parametrize("value", [None, "", HOSTILE, "two\r\nlines", SafeString("&lt;"), 1500, True, ["a", 1]])
@pytest.mark.parametrize("attributes", ATTRIBUTES)
@pytest.mark.parametrize(("kind", "options"), WIDGETS)
def test_widget_renders_as_django_does(
    kind: type[forms.Widget], options: dict[str, Any], attributes: dict[str, Any], value: Any
) -> None:
    widget = kind(**options)

    rendered, expected = (
        widget.render("a<b", value, attributes, each()).replace("\n\n", "\n")  # Django's has one after each option
        for each in (FormRenderer, DjangoTemplates)
    )

    assert rendered == expected


@pytest.mark.parametrize("label", ["Name", HOSTILE, SafeString("A &amp; B")])
@pytest.mark.parametrize("widget", [forms.TextInput(), forms.TextInput(attrs={"id": HOSTILE}), forms.HiddenInput()])
@pytest.mark.parametrize("auto_id", ["id_%s", False])
def test_label_renders_as_django_does(label: str, widget: forms.Widget, auto_id: str | bool) -> None:
    class NameForm(forms.Form):
        name = forms.CharField(label=label, widget=widget)

    rendered, expected = (
        NameForm(auto_id=auto_id, renderer=renderer)["name"].label_tag(attrs={"class": "soft"})
        for renderer in (FormRenderer(), DjangoTemplates())
    )

    assert rendered == expected


def test_every_writer_replaces_a_django_template() -> None:
    renderer = DjangoTemplates()

    assert "django/forms/widgets/text.html" in RENDERERS
    for name in RENDERERS:
        assert renderer.get_template(name)
