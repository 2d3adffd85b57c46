"""What a person sees of e-conomic itself: how old what is shown is, an outage, and what has been spent."""
