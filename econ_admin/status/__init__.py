"""The state of e-conomic as shown to people: data age, outages, and the status page."""
