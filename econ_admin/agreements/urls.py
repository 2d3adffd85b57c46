"""URLs: adding an agreement, and looking after one."""

from django.urls import path

from econ_admin.agreements.views import add, manage

app_name = "agreements"
urlpatterns = [
    path("agreements/add/", add.add, name="add"),
    path("agreements/installed/<str:state>/", add.receive_grant, name="installed"),
    path("agreements/installed/<str:state>/confirm/", add.confirm, name="confirm"),
    path("<slug:agreement>/agreement/", manage.show_agreement, name="agreement"),
    path("<slug:agreement>/agreement/token/", manage.replace_token, name="replace-token"),
    path("<slug:agreement>/agreement/check/", manage.check_token, name="check-token"),
]
