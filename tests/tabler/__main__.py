"""Writes static/tabler.css."""

from tests.tabler.prune import PRUNED, prune_tabler

if __name__ == "__main__":
    PRUNED.write_text(prune_tabler(), encoding="utf-8")
