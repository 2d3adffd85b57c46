"""The settings of the person who is signed in."""

from typing import ClassVar

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from econ_admin.access.language import activate_language
from econ_admin.access.models import Density, Person
from econ_admin.access.request import EconRequest, url_for
from econ_admin.http import redirect_to


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """What each person chooses for themselves."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=[("", gettext_lazy("As in the browser")), *settings.LANGUAGES],
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    density = forms.TypedChoiceField(
        label=gettext_lazy("Density of tables"),
        choices=Density.choices,
        coerce=Density,
        empty_value=Density.COMFORTABLE,
        required=False,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        help_text=gettext_lazy("Compact shows a third more rows of a list or a draft."),
    )

    class Meta:
        model = Person
        fields = ("language", "density", "single_keys")
        help_texts: ClassVar = {
            "single_keys": gettext_lazy(
                "For example, / goes to the search and n starts a new draft. Switch them off if you use speech input, "
                "or often press keys by accident. Ctrl+K and Ctrl+S always work."
            ),
        }
        widgets: ClassVar = {"single_keys": forms.CheckboxInput(attrs={"class": "form-check-input"})}


@require_http_methods(["GET", "HEAD", "POST"])
def change_settings(request: EconRequest) -> HttpResponse:
    form = SettingsForm(request.POST if request.method == "POST" else None, instance=request.user, label_suffix="")
    if form.is_valid():
        activate_language(form.save())
        messages.success(request, _("Settings saved."))
        return redirect_to(request, url_for(request, "access:settings"))
    return render(request, "access/settings.html", {"form": form}, status=422 if form.is_bound else 200)
