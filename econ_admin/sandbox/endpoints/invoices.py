"""Where invoices stand: links alone."""

from econ_admin.sandbox.request import Call, Reply, Routes

STATES = {
    "drafts": "drafts",
    "booked": "booked",
    "paid": "paid",
    "unpaid": "unpaid",
    "overdue": "overdue",
    "notDue": "not-due",
    "sent": "sent",
    "totals": "totals",
}


def links(call: Call) -> Reply:
    """GET /invoices."""
    told = {name: call.links.to(f"invoices/{path}") for name, path in STATES.items()}
    return Reply(200, {**told, "self": call.links.to("invoices")})


ROUTES: Routes = {"/invoices": {"GET": links}}
