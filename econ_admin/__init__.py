"""The project: settings, gateway, sandbox, access, trail, and the code that connects them."""
