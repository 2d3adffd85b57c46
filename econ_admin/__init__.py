"""The project: settings, gateway, sandbox, access, trail, and the seams between them."""
