"""Makes static/tabler.css: the rules of Tabler that this project can use. `make tabler`."""
