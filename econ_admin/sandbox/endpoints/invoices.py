"""GET /invoices: links only."""

from econ_admin.sandbox.request import ApiRequest, ApiResponse, Routes

STATE_PATHS = {
    "drafts": "drafts",
    "booked": "booked",
    "paid": "paid",
    "unpaid": "unpaid",
    "overdue": "overdue",
    "notDue": "not-due",
    "sent": "sent",
    "totals": "totals",
}


def get_invoices_root(request: ApiRequest) -> ApiResponse:
    """GET /invoices."""
    state_links = {name: request.links.build_url(f"invoices/{path}") for name, path in STATE_PATHS.items()}
    return ApiResponse(200, {**state_links, "self": request.links.build_url("invoices")})


ROUTES: Routes = {"/invoices": {"GET": get_invoices_root}}
