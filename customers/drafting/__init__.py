"""Unsent drafts: invoices written here, saved at every change, and sent to e-conomic when a person says so.

`create` starts one. `header` changes a field; `lines`, `line_order`, `paste` and `reprice` change lines. `draft_totals`
computes what it comes to, `presend_facts` and `presend_rules` check it before sending. `send` sends it, `resolve_send`
settles a send of unknown outcome. `ownership` says whose it is.
"""
