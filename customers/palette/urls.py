"""URLs of the search, the keyboard shortcuts, and the customer of a new draft."""

from django.urls import path

from customers.palette.views import keyboard, new_draft, search

urlpatterns = [
    path("search/", search.search, name="search"),
    path("keyboard/", keyboard.show_shortcuts, name="keyboard"),
    path("drafts/new/", new_draft.choose_customer, name="choose-customer"),
]
