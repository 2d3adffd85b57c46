"""URL of the page over all agreements; it belongs to none of them."""

from django.urls import path

from customers.agreements.views import agreements

urlpatterns = [path("", agreements.show_agreements, name="agreements")]
