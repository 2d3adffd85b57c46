"""Sheets: invoices that are written here, kept at every change, and sent to e-conomic when a person says so.

To start one: `starting`. To change it: `heads` (a field), `lines` and `placing` (a line), `pasting`, `repricing`. What
it comes to: `reckoning`. What deserves a thought: `checking`. To send it: `sending`, and `settling` where nobody knows
what came of that. Whose it is: `owning`.
"""
