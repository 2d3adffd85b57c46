"""The audit trail: writes sent to e-conomic, and their outcomes."""
