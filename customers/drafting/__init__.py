"""Unsent drafts: invoices written here, saved at every change, and sent to e-conomic on request.

`create` starts one. `header` changes a field; `lines`, `line_order`, `paste` and `reprice` change lines. `draft_totals`
computes the totals; `presend_facts` and `presend_rules` check the draft before sending. `send` sends it, `resolve_send`
resolves a send of unknown outcome. `ownership` says who may edit it.
"""
